//! The two macros of this crate: the text newtype every code is, and the closed list of named terms.
//! Nothing here knows any rule of any code.

/// A code kept as its canonical text. The type's own module writes `parse`.
macro_rules! code_text {
    ($(#[$meta:meta])* $name:ident, $debug:ident) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(into = "String", try_from = "String")]
        pub struct $name {
            text: String,
        }

        impl $name {
            /// The canonical writing.
            pub fn as_str(&self) -> &str {
                &self.text
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(&self.text)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::CodeError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::CodeError;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(code: $name) -> String {
                code.text
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.text
            }
        }

        code_text!(@$debug $name);
    };
    // Codes of organisations and things are public.
    (@open $name:ident) => {
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.text)
            }
        }
    };
    // Numbers of people never reach a log through `{:?}`.
    (@masked $name:ident) => {
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), $crate::mask_identity(&self.text))
            }
        }
    };
}

/// A closed list of terms, each with its message in `lang/*/codes.ftl` and its English name.
macro_rules! terms {
    ($(#[$meta:meta])* $name:ident, $prefix:literal, { $($(#[$vmeta:meta])* $variant:ident = $id:literal, $english:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$vmeta])* #[doc = $english] $variant,)+
        }

        impl $name {
            /// Every term, in the order of the list.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// The key of the term in `lang/*/codes.ftl`.
            pub const fn message_id(self) -> &'static str {
                match self { $($name::$variant => concat!("codes-", $prefix, "-", $id),)+ }
            }

            /// The short ASCII name of the term, as the command line writes it.
            pub const fn name(self) -> &'static str {
                match self { $($name::$variant => $id,)+ }
            }

            /// The term in English, for the command line and for logs.
            pub const fn english(self) -> &'static str {
                match self { $($name::$variant => $english,)+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.english())
            }
        }
    };
}
