fn any<T>() {
    let _ = mindvideo::input!(T { prompt: "a cat" });
}

fn main() {
    any::<()>();
}
