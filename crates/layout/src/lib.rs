//! Derives the storage layout of a Stylus storage struct from its declaration.
//!
//! The layout is a file under review (`tests/snapshots/storage.json`), because a field that moves is an upgrade
//! hazard. So the file must come from the code. The derive reads the same fields as the `#[storage]` attribute, and
//! places them with the sizes that the SDK itself uses. Nothing is typed by hand.

use proc_macro::TokenStream;
use quote::{ToTokens, quote};
use syn::{Data, DeriveInput, Field, Fields, parse_macro_input};

/// The field that `#[storage]` adds to hold the host; it occupies no storage.
const HOST_FIELD: &str = "__stylus_host";

/// Implements `runtime::layout::Layout` when the deriving crate's `export-abi` feature is on.
///
/// A field that is a storage struct of this project carries `#[layout(nested)]`. It is listed field by field, with its
/// name as a prefix.
#[proc_macro_derive(Layout, attributes(layout))]
pub fn derive_layout(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand(&input)
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}

fn expand(input: &DeriveInput) -> syn::Result<proc_macro2::TokenStream> {
    let Data::Struct(data) = &input.data else {
        return Err(syn::Error::new_spanned(input, "only a struct has a layout"));
    };
    let Fields::Named(fields) = &data.fields else {
        return Err(syn::Error::new_spanned(
            input,
            "a storage struct has named fields",
        ));
    };
    let placements = fields
        .named
        .iter()
        .filter(|field| field.ident.as_ref().is_some_and(|name| name != HOST_FIELD))
        .map(placement)
        .collect::<syn::Result<Vec<_>>>()?;
    let name = &input.ident;
    Ok(quote! {
        #[cfg(feature = "export-abi")]
        impl ::runtime::layout::Layout for #name {
            fn fields() -> ::runtime::layout::Fields {
                let mut fields = ::runtime::layout::Fields::new();
                #(#placements)*
                fields
            }
        }
    })
}

fn placement(field: &Field) -> syn::Result<proc_macro2::TokenStream> {
    let name = field
        .ident
        .as_ref()
        .ok_or_else(|| syn::Error::new_spanned(field, "a storage field has a name"))?
        .to_string();
    let ty = &field.ty;
    let label = ty.to_token_stream().to_string().replace(' ', "");
    Ok(if is_nested(field)? {
        quote! { fields.nest::<#ty>(#name); }
    } else {
        quote! { fields.place::<#ty>(#name, #label); }
    })
}

fn is_nested(field: &Field) -> syn::Result<bool> {
    let mut nested = false;
    for attribute in field.attrs.iter().filter(|a| a.path().is_ident("layout")) {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("nested") {
                nested = true;
                Ok(())
            } else {
                Err(meta.error("expected `nested`"))
            }
        })?;
    }
    Ok(nested)
}
