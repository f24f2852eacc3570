//! Closed sets of words: states, verbs, roles. One text for SQL, URL, ledger and language file.

/// Declares an enum whose variants each have one fixed text.
///
/// Gives `as_str`, `parse` (an unknown text is `None`, never a default), `ALL`, and the
/// conversions to and from a database value.
#[macro_export]
macro_rules! words {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($(#[$vmeta:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        $vis enum $name { $($(#[$vmeta])* $variant),+ }

        impl $name {
            /// Every word of the set, in the order of its declaration.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The one text of this word.
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text),+ }
            }

            /// The word with this text; `None` for any other text.
            pub fn parse(text: &str) -> Option<$name> {
                match text { $($text => Some($name::$variant),)+ _ => None }
            }
        }

        impl $crate::procedure::Word for $name {
            fn text(self) -> &'static str {
                self.as_str()
            }
            fn read(text: &str) -> Option<Self> {
                $name::parse(text)
            }
            fn all() -> &'static [Self] {
                $name::ALL
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::db::ToValue for $name {
            fn to_value(&self) -> $crate::db::Value {
                $crate::db::Value::Text(self.as_str().to_owned())
            }
        }

        impl $crate::db::FromValue for $name {
            fn from_value(v: $crate::db::Value) -> Option<Self> {
                match v { $crate::db::Value::Text(t) => $name::parse(&t), _ => None }
            }
        }
    };
}
