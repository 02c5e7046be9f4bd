#[mindvideo::mindvideo_model("schemas/nullable.json")]
pub mod nullable {}

fn main() {
    let _ = nullable::Input::new().text(5);
    let _ = nullable::Input::new().text(None).tags("a");
}
