//! Schemas of several files, whose names say other things than their places.

#[mindvideo::mindvideo_model("tests/files/film.json")]
mod film {}

#[test]
fn a_run_finds_the_files_that_the_generator_found() {
    let film = |text: &str| film::Input::from_json(text);
    assert!(
        film(r#"{"shot": {"length": 1, "lens": {"focus": 9, "before": {"focus": 3}}}}"#).is_ok()
    );
    for (text, at) in [
        (
            r#"{"shot": {"lens": {"before": {"before": {"focus": 0}}}}}"#,
            "/shot/lens/before/before/focus",
        ),
        (r#"{"shot": {"length": 0}}"#, "/shot/length"),
    ] {
        let report = film(text).unwrap_err();
        let places: Vec<_> = report
            .iter()
            .map(|violation| violation.instance.as_str())
            .collect();
        assert_eq!(places, [at], "{report}");
    }
}
