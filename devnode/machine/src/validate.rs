//! Reads and validates a module: the WASM features in force and what Nitro's parser refuses.

use std::collections::BTreeMap;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use wasmparser::{
    BinaryReader, BinaryReaderError, Data, Element, ExternalKind, FuncType, FunctionBody, Imports,
    MemoryType, Name, NameSectionReader, Parser, Payload, TableType, TypeRef, Validator,
    WasmFeatures,
};

use crate::ActivationError;

/// Name of a module without a name section, as it appears in error texts.
const MODULE_NAME: &str = "user";
const RESERVED_PREFIX: &str = "stylus";

/// An imported function.
pub(crate) struct Import<'a> {
    pub(crate) type_index: u32,
    pub(crate) module: &'a str,
    pub(crate) name: &'a str,
}

/// The types of a module and of its functions, imports first.
pub(crate) struct Signatures {
    types: Vec<FuncType>,
    functions: Vec<u32>,
}

impl Signatures {
    pub(crate) fn of_type(&self, index: u32) -> &FuncType {
        &self.types[index as usize]
    }

    pub(crate) fn of_function(&self, index: u32) -> &FuncType {
        self.of_type(self.functions[index as usize])
    }

    pub(crate) fn parameters_of_type(&self, index: u32) -> usize {
        self.of_type(index).params().len()
    }
}

/// Where the sections that pass unchanged into the instrumented module lie.
#[derive(Default)]
pub(crate) struct Sections {
    pub(crate) types: Option<Range<usize>>,
    pub(crate) imports: Option<Range<usize>>,
    pub(crate) functions: Option<Range<usize>>,
    pub(crate) tables: Option<Range<usize>>,
    pub(crate) globals: Option<Range<usize>>,
    pub(crate) elements: Option<Range<usize>>,
    pub(crate) data: Option<Range<usize>>,
}

/// A valid module that keeps the rules of [`read`].
pub(crate) struct Module<'a> {
    pub(crate) wasm: &'a [u8],
    pub(crate) sections: Sections,
    pub(crate) signatures: Signatures,
    pub(crate) imports: Vec<Import<'a>>,
    /// Type indices of the defined functions.
    pub(crate) functions: Vec<u32>,
    pub(crate) bodies: Vec<FunctionBody<'a>>,
    pub(crate) tables: Vec<TableType>,
    pub(crate) memories: Vec<MemoryType>,
    /// Number of globals; none is imported.
    pub(crate) globals: u32,
    pub(crate) exports: BTreeMap<&'a str, (ExternalKind, u32)>,
    pub(crate) start: Option<u32>,
    pub(crate) elements: Vec<Element<'a>>,
    pub(crate) data: Vec<Data<'a>>,
    pub(crate) name: String,
}

impl Module<'_> {
    /// Index of an imported function.
    pub(crate) fn find_import(&self, module: &str, name: &str) -> Option<u32> {
        let at = self
            .imports
            .iter()
            .position(|it| it.module == module && it.name == name)?;
        u32::try_from(at).ok()
    }
}

/// A parser's message as a link of the error chain.
pub(crate) fn parser_error(error: &BinaryReaderError) -> ActivationError {
    ActivationError::new(error.to_string())
}

fn features(allow_multi_value: bool) -> WasmFeatures {
    let mut features = WasmFeatures::MUTABLE_GLOBAL
        | WasmFeatures::SATURATING_FLOAT_TO_INT
        | WasmFeatures::SIGN_EXTENSION
        | WasmFeatures::BULK_MEMORY
        | WasmFeatures::FLOATS
        | WasmFeatures::GC_TYPES;
    features.set(WasmFeatures::MULTI_VALUE, allow_multi_value);
    features
}

/// Validates and reads a module.
pub(crate) fn read(wasm: &[u8], allow_multi_value: bool) -> Result<Module<'_>, ActivationError> {
    Validator::new_with_features(features(allow_multi_value))
        .validate_all(wasm)
        .map_err(|error| {
            parser_error(&error).within(format!("failed to validate {MODULE_NAME}"))
        })?;
    let module = Reader::new(wasm).read()?;
    check_imports_agree(&module)?;
    check_names(&module)?;
    Ok(module)
}

struct Reader<'a> {
    module: Module<'a>,
}

impl<'a> Reader<'a> {
    fn new(wasm: &'a [u8]) -> Self {
        let signatures = Signatures {
            types: Vec::new(),
            functions: Vec::new(),
        };
        let module = Module {
            wasm,
            sections: Sections::default(),
            signatures,
            imports: Vec::new(),
            functions: Vec::new(),
            bodies: Vec::new(),
            tables: Vec::new(),
            memories: Vec::new(),
            globals: 0,
            exports: BTreeMap::new(),
            start: None,
            elements: Vec::new(),
            data: Vec::new(),
            name: MODULE_NAME.to_owned(),
        };
        Self { module }
    }

    fn read(mut self) -> Result<Module<'a>, ActivationError> {
        for payload in Parser::new(0).parse_all(self.module.wasm) {
            let payload = payload.map_err(|error| parser_error(&error))?;
            match self.take(payload) {
                Ok(None) => {}
                Ok(Some(unsupported)) => return Err(unsupported),
                Err(error) => return Err(parser_error(&error)),
            }
        }
        let imported = self.module.imports.iter().map(|import| import.type_index);
        let defined = self.module.functions.iter().copied();
        self.module.signatures.functions = imported.chain(defined).collect();
        Ok(self.module)
    }

    /// Takes one payload; the inner error is a rule of Nitro's, the outer one the parser's.
    fn take(&mut self, payload: Payload<'a>) -> Result<Option<ActivationError>, BinaryReaderError> {
        let module = &mut self.module;
        let sections = &mut module.sections;
        match payload {
            Payload::TypeSection(section) => {
                sections.types = Some(section.range());
                module.signatures.types = section
                    .into_iter_err_on_gc_types()
                    .collect::<Result<_, _>>()?;
            }
            Payload::ImportSection(section) => {
                sections.imports = Some(section.range());
                for import in section {
                    if let Err(unsupported) = take_import(&import?, &mut module.imports) {
                        return Ok(Some(unsupported));
                    }
                }
            }
            Payload::FunctionSection(section) => {
                sections.functions = Some(section.range());
                module.functions = section.into_iter().collect::<Result<_, _>>()?;
            }
            Payload::TableSection(section) => {
                sections.tables = Some(section.range());
                for table in section {
                    module.tables.push(table?.ty);
                }
            }
            Payload::MemorySection(section) => {
                module.memories = section.into_iter().collect::<Result<_, _>>()?;
            }
            Payload::GlobalSection(section) => {
                sections.globals = Some(section.range());
                module.globals = section.count();
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export?;
                    module
                        .exports
                        .insert(export.name, (export.kind, export.index));
                }
            }
            Payload::StartSection { func, .. } => module.start = Some(func),
            Payload::ElementSection(section) => {
                sections.elements = Some(section.range());
                module.elements = section.into_iter().collect::<Result<_, _>>()?;
            }
            Payload::CodeSectionEntry(body) => module.bodies.push(body),
            Payload::DataSection(section) => {
                sections.data = Some(section.range());
                module.data = section.into_iter().collect::<Result<_, _>>()?;
            }
            Payload::CustomSection(section) => {
                if section.name() == "name" {
                    let reader = BinaryReader::new(section.data(), section.data_offset());
                    read_names(reader, &mut module.name)?;
                }
            }
            Payload::Version { num: 1, .. }
            | Payload::CodeSectionStart { .. }
            | Payload::End(_) => {}
            Payload::Version { num, .. } => {
                let text = format!("wasm format version not supported {num}");
                return Ok(Some(ActivationError::new(text)));
            }
            Payload::UnknownSection { id, .. } => {
                let text = format!("unsupported unknown section type {id}");
                return Ok(Some(ActivationError::new(text)));
            }
            other => {
                let text = format!("unsupported section type {other:?}");
                return Ok(Some(ActivationError::new(text)));
            }
        }
        Ok(None)
    }
}

fn take_import<'a>(
    import: &Imports<'a>,
    imports: &mut Vec<Import<'a>>,
) -> Result<(), ActivationError> {
    let unsupported = |kind: &dyn std::fmt::Debug| {
        ActivationError::new(format!("unsupported import kind {kind:?}"))
    };
    let Imports::Single(_, import) = import else {
        return Err(unsupported(import));
    };
    let TypeRef::Func(type_index) = import.ty else {
        return Err(unsupported(&import));
    };
    imports.push(Import {
        type_index,
        module: import.module,
        name: import.name,
    });
    Ok(())
}

/// Reads the name section as far as it matters: the module's name, and that all of it is readable.
fn read_names(reader: BinaryReader<'_>, module: &mut String) -> Result<(), BinaryReaderError> {
    for name in NameSectionReader::new(reader) {
        match name? {
            Name::Module { name, .. } => name.clone_into(module),
            Name::Function(names) => {
                for naming in names {
                    naming?;
                }
            }
            _ => {}
        }
    }
    if module.is_empty() {
        MODULE_NAME.clone_into(module);
    }
    Ok(())
}

fn check_imports_agree(module: &Module<'_>) -> Result<(), ActivationError> {
    let mut known = HashMap::new();
    for import in &module.imports {
        let before = known.insert((import.module, import.name), import.type_index);
        if before.is_some_and(|index| index != import.type_index) {
            let text = format!(
                "inconsistent imports for {} {:?}",
                import.module, import.name
            );
            return Err(ActivationError::new(text));
        }
    }
    Ok(())
}

/// Names of exports count from behind their last `__`.
fn check_names(module: &Module<'_>) -> Result<(), ActivationError> {
    let exports: BTreeSet<&str> = module
        .exports
        .keys()
        .filter_map(|name| name.rsplit("__").next())
        .collect();
    let imports = || module.imports.iter().map(|import| import.name);
    if let Some(name) = imports().find(|name| exports.contains(name)) {
        let text = format!("binary exports an import with the same name {name}");
        return Err(ActivationError::new(text));
    }
    if let Some(name) = exports
        .iter()
        .find(|name| name.starts_with(RESERVED_PREFIX))
    {
        return Err(ActivationError::new(format!(
            "binary exports reserved symbol {name}"
        )));
    }
    if let Some(name) = imports().find(|name| name.starts_with(RESERVED_PREFIX)) {
        return Err(ActivationError::new(format!(
            "binary imports reserved symbol {name}"
        )));
    }
    Ok(())
}
