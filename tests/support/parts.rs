//! A pack taken apart into its tensors and its JSON, to be put together wrongly.
#![allow(dead_code, reason = "each test binary uses a part")]

use std::collections::BTreeMap;

use safetensors::SafeTensors;
use serde_json::{Map, Value, json};

use super::ordeal::repair;

#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) dtype: String,
    pub(crate) shape: Vec<usize>,
    pub(crate) bytes: Vec<u8>,
}

#[derive(Debug, Clone)]
pub(crate) struct Parts {
    pub(crate) metadata: BTreeMap<String, String>,
    /// In the order of their bytes.
    pub(crate) tensors: Vec<Part>,
}

impl Parts {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let (_, header) = SafeTensors::read_metadata(bytes).unwrap();
        let tensors = SafeTensors::deserialize(bytes).unwrap();
        let part = |name: String| {
            let view = tensors.tensor(&name).unwrap();
            Part { name, dtype: view.dtype().to_string(), shape: view.shape().to_vec(), bytes: view.data().to_vec() }
        };
        Self {
            metadata: header.metadata().clone().unwrap().into_iter().collect(),
            tensors: header.offset_keys().into_iter().map(part).collect(),
        }
    }

    #[track_caller]
    pub(crate) fn tensor(&mut self, name: &str) -> &mut Part {
        self.tensors.iter_mut().find(|part| part.name == name).unwrap_or_else(|| panic!("no tensor {name}"))
    }

    /// Replaces one of the entries of `__metadata__`.
    #[track_caller]
    pub(crate) fn edit(&mut self, entry: &str, from: &str, to: &str) {
        let text = self.metadata.get_mut(entry).unwrap();
        assert!(text.contains(from), "{entry} does not hold {from}: {text}");
        *text = text.replacen(from, to, 1);
    }

    /// The header, as it should be.
    pub(crate) fn header(&self) -> Value {
        let mut header = Map::from_iter([("__metadata__".to_owned(), json!(self.metadata))]);
        let mut start = 0;
        for Part { name, dtype, shape, bytes } in &self.tensors {
            let end = start + bytes.len();
            header.insert(name.clone(), json!({ "dtype": dtype, "shape": shape, "data_offsets": [start, end] }));
            start = end;
        }
        Value::Object(header)
    }

    /// A file of this header and the tensors' bytes, with its checksum.
    pub(crate) fn file(&self, header: &str) -> Vec<u8> {
        let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
        bytes.extend_from_slice(header.as_bytes());
        self.tensors.iter().for_each(|part| bytes.extend_from_slice(&part.bytes));
        repair(&mut bytes);
        bytes
    }

    pub(crate) fn assemble(&self) -> Vec<u8> {
        self.file(&self.header().to_string())
    }
}

impl Part {
    pub(crate) fn element(&self) -> usize {
        match self.dtype.as_str() {
            "U8" => 1,
            "U16" => 2,
            "U32" | "I32" | "F32" => 4,
            _ => 8,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.bytes.len() / self.element()
    }

    /// Overwrites the element at `position` with the low bytes of `bits`.
    pub(crate) fn set(&mut self, position: usize, bits: u64) {
        let size = self.element();
        self.bytes[position * size..(position + 1) * size].copy_from_slice(&bits.to_le_bytes()[..size]);
    }

    /// Drops or repeats the last elements until there are `length`.
    pub(crate) fn resize(&mut self, length: usize) {
        let size = self.element();
        while self.len() > length {
            self.bytes.truncate(self.bytes.len() - size);
        }
        while self.len() < length {
            self.bytes.extend(vec![0; size]);
        }
        self.shape = vec![length];
    }
}
