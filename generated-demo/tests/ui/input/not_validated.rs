use generated_demo::veo;

fn submit(client: &mindvideo::Client) {
    let input = veo::Input::new("a cat");
    let _ = client.submit(&input);
}

fn main() {}
