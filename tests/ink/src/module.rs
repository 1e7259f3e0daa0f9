//! The metered module, ready to be called.

use wasmi::{Engine, Instance, Linker, Memory, Module, Store, Val};

use crate::meter::COUNTER;

/// Where the kernels may write: above the stack and the data of the module.
const OUT: usize = 0x20_0000;

/// Where they find what is more than words.
const INPUT: usize = OUT + 0x1000;

/// Where they work on a book.
pub(crate) const WORK: u32 = 0x20_8000;

/// What a call answered and cost.
#[derive(Debug)]
pub struct Answer {
    /// The numbers; empty for an error.
    pub values: Vec<i128>,
    /// Ink of the call.
    pub ink: i64,
}

/// An instance of the metered module.
pub struct Metered {
    store: Store<()>,
    instance: Instance,
    memory: Memory,
}

impl Metered {
    /// Instantiates it.
    ///
    /// # Panics
    /// If the module does not load.
    #[must_use]
    pub fn new(wasm: &[u8]) -> Self {
        let engine = Engine::default();
        let module = Module::new(&engine, wasm).expect("a valid module");
        let mut store = Store::new(&engine, ());
        let mut linker = Linker::new(&engine);
        linker
            .func_wrap("vm_hooks", "pay_for_memory_grow", |_: i32| {})
            .expect("one function of the name");
        let instance = linker
            .instantiate_and_start(&mut store, &module)
            .expect("a module without other imports");
        let memory = instance
            .get_memory(&store, "memory")
            .expect("an exported memory");
        memory.grow(&mut store, 32).expect("two megabytes more");
        Self {
            store,
            instance,
            memory,
        }
    }

    /// Calls an export with `out` and the words.
    ///
    /// # Panics
    /// If the export traps: a kernel never may.
    pub fn call(&mut self, name: &str, words: &[u64]) -> Answer {
        let words = words.iter().map(|w| Val::I64(*w as i64));
        self.run(name, words)
    }

    /// Calls an export with `out`, a pointer to `input`, and counts.
    ///
    /// # Panics
    /// As [`Self::call`].
    pub fn call_with(&mut self, name: &str, input: &[i128], counts: &[u32]) -> Answer {
        let bytes: Vec<u8> = input.iter().flat_map(|v| v.to_le_bytes()).collect();
        self.memory
            .write(&mut self.store, INPUT, &bytes)
            .expect("room for the input");
        let counts = counts.iter().map(|c| Val::I32(*c as i32));
        self.run(name, [Val::I32(INPUT as i32)].into_iter().chain(counts))
    }

    fn run(&mut self, name: &str, arguments: impl Iterator<Item = Val>) -> Answer {
        let function = self
            .instance
            .get_func(&self.store, name)
            .expect("an export");
        let arguments: Vec<Val> = [Val::I32(OUT as i32)]
            .into_iter()
            .chain(arguments)
            .collect();
        let counter = self
            .instance
            .get_global(&self.store, COUNTER)
            .expect("the counter");
        counter
            .set(&mut self.store, Val::I64(0))
            .expect("a mutable global");
        let mut results = [Val::I32(0)];
        function
            .call(&mut self.store, &arguments, &mut results)
            .expect("no trap");
        let ink = counter.get(&self.store).i64().expect("a word");
        let count = results[0].i32().expect("a count") as usize;
        let mut bytes = vec![0; count * 16];
        self.memory
            .read(&self.store, OUT, &mut bytes)
            .expect("the results");
        let values = bytes
            .chunks_exact(16)
            .map(|chunk| i128::from_le_bytes(chunk.try_into().expect("sixteen bytes")))
            .collect();
        Answer { values, ink }
    }
}
