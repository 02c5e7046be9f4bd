//! JSON values out of a stream of bytes.

use super::{
    event_decoder::{LARGEST_EVENT, too_large},
    marks,
};

/// What the stream holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// One array; its elements are wanted.
    Array,
    /// Values one after the other.
    Values,
}

/// Cuts a stream into JSON values. It follows strings and brackets only; whether a piece is JSON, others judge.
#[derive(Debug)]
pub(crate) struct JsonSplitter {
    shape: Shape,
    place: Place,
    piece: Vec<u8>,
    depth: u32,
    in_string: bool,
    escaped: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Before the bracket that opens the array.
    Before,
    /// Where the first element or the closing bracket may stand.
    First,
    /// Where a value must or may stand, or goes on.
    Value,
    /// After the array.
    After,
}

impl JsonSplitter {
    pub(crate) fn new(shape: Shape) -> Self {
        let place = if shape == Shape::Array {
            Place::Before
        } else {
            Place::Value
        };
        Self {
            shape,
            place,
            piece: Vec::new(),
            depth: 0,
            in_string: false,
            escaped: false,
        }
    }

    /// Takes bytes and gives the values that they complete.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Result<Vec<Box<str>>, String> {
        let mut values = Vec::new();
        let mut rest = bytes;
        loop {
            rest = self.take_run(rest)?;
            let Some((&byte, behind)) = rest.split_first() else {
                return Ok(values);
            };
            rest = behind;
            match (self.place, byte) {
                (Place::Before, b'[') => self.place = Place::First,
                (Place::Before | Place::After, byte) if byte.is_ascii_whitespace() => {}
                (Place::Before | Place::After, _) => {
                    return Err("more than one JSON value".to_owned());
                }
                (Place::First, b']') => self.place = Place::After,
                (Place::First | Place::Value, byte) => values.extend(self.value(byte)?),
            }
        }
    }

    /// Takes the bytes that change nothing but the length of the value they stand in. Gives the rest.
    fn take_run<'a>(&mut self, bytes: &'a [u8]) -> Result<&'a [u8], String> {
        let end = match () {
            () if self.escaped => return Ok(bytes),
            () if self.in_string => marks::find(bytes, |byte| matches!(byte, b'"' | b'\\')),
            () if self.depth > 0 => {
                let mark = |byte| matches!(byte, b'"' | b'{' | b'}' | b'[' | b']');
                marks::find(bytes, mark)
            }
            () => return Ok(bytes),
        };
        let (run, rest) = bytes.split_at(end.unwrap_or(bytes.len()));
        if self.piece.len() + run.len() > LARGEST_EVENT {
            return Err(too_large());
        }
        self.piece.extend_from_slice(run);
        Ok(rest)
    }

    /// The stream has ended: the value that only its end completes.
    pub(crate) fn finish(&mut self) -> Result<Option<Box<str>>, String> {
        match self.shape {
            Shape::Array if self.place != Place::After => Err("the JSON array is cut".to_owned()),
            Shape::Values if !self.piece.is_empty() => self.cut().map(Some),
            Shape::Array | Shape::Values => Ok(None),
        }
    }

    fn value(&mut self, byte: u8) -> Result<Option<Box<str>>, String> {
        let inside = self.in_string || self.depth > 0;
        match (self.shape, byte) {
            (Shape::Array, b',') if !inside => return self.cut().map(Some),
            (Shape::Array, b']') if !inside => {
                self.place = Place::After;
                return self.cut().map(Some);
            }
            (Shape::Values, _) if !inside && is_space(byte) => {
                return if self.piece.is_empty() {
                    Ok(None)
                } else {
                    self.cut().map(Some)
                };
            }
            _ if self.piece.is_empty() && is_space(byte) => return Ok(None),
            _ => {}
        }
        self.place = Place::Value;
        if self.piece.len() >= LARGEST_EVENT {
            return Err(too_large());
        }
        self.piece.push(byte);
        let closed = self.track(byte)?;
        if closed && self.shape == Shape::Values {
            self.cut().map(Some)
        } else {
            Ok(None)
        }
    }

    /// Follows strings and brackets. Whether the byte closes a value.
    fn track(&mut self, byte: u8) -> Result<bool, String> {
        if self.in_string {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_string = false,
                _ => {}
            }
            return Ok(!self.in_string && self.depth == 0);
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => {
                self.depth = self
                    .depth
                    .checked_sub(1)
                    .ok_or("a bracket closes what was not open")?;
                return Ok(self.depth == 0);
            }
            _ => {}
        }
        Ok(false)
    }

    fn cut(&mut self) -> Result<Box<str>, String> {
        let text = std::str::from_utf8(&self.piece);
        let value = text.map(|text| text.trim_end_matches([' ', '\t', '\n', '\r']).into());
        self.piece.clear();
        value.map_err(|fault| format!("one is not JSON: {fault}"))
    }
}

/// White space of JSON, and the record separator of RFC 7464.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x1e)
}
