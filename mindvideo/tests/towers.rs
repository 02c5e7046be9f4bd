//! Unions within one another, each of which has to try its variants, and other towers.

#[mindvideo::mindvideo_model("tests/towers/tower.json")]
mod tower {}

#[mindvideo::mindvideo_model("tests/towers/named.json")]
mod named {}

#[mindvideo::mindvideo_model("tests/towers/wide.json")]
mod wide {}

/// Of a hundred floors; each way through them is tried once, not two to the hundredth times.
#[test]
fn unions_that_overlap_take_no_exponential_time() {
    let of = |mark: &str| {
        let floor = |below: String, _| format!(r#"{{"below": {below}, "mark": {mark}}}"#);
        (0..100).fold("{}".to_owned(), floor)
    };
    assert!(tower::Input::from_json(of("1")).is_ok());
    assert!(tower::Input::from_json(of("\"a\"")).is_ok());
    assert!(serde_json::from_str::<mindvideo::Valid<tower::Input>>(&of("1")).is_ok());
    assert!(tower::Input::from_json(of("1.5")).is_err());
}

/// Two patterns name each member, on sixty floors.
#[test]
fn patterns_that_overlap_take_no_exponential_time() {
    let of = |ground: &str| format!("{}{ground}{}", r#"{"a": ["#.repeat(60), "]}".repeat(60));
    let input = named::Input::from_json(of("{}")).unwrap().into_inner();
    assert!(input.validate().is_ok());
    assert!(named::Input::from_json(of(r#"{"a": []}"#)).is_err());
}

/// Of a struct of a hundred fields, nested in itself in each way there is, on less than half of the
/// stack that threads have by default.
#[test]
fn what_is_wide_and_deep_does_not_overflow_the_stack() {
    let node = |below: &str| format!(r#"{{"field_0": "", {below}}}"#);
    for below in [
        r#""child": IT"#,
        r#""list": [IT]"#,
        r#""map": {"a": IT}"#,
        r#""pair": [IT, 1]"#,
        r#""either": IT"#,
        r#""rest": IT"#,
    ] {
        let levels = if below.contains(['[', '{']) { 60 } else { 120 };
        let tower = move |ground: &str| {
            (0..levels).fold(node(ground), |above, _| node(&below.replace("IT", &above)))
        };
        let read = move || {
            assert!(wide::Input::from_json(tower(r#""field_1": """#)).is_ok());
            assert!(wide::Input::from_json(tower(r#""field_1": 1"#)).is_err());
        };
        let thread = std::thread::Builder::new().stack_size(768 << 10);
        thread.spawn(read).unwrap().join().unwrap();
    }
}
