//! The expression language as text: tokens and a tree of names. Names are given a meaning in `formula`. Depth and length
//! are bounded here, so that nothing behind needs to fear a deep tree.

use crate::decimal::Decimal;

/// Longest expression, in characters.
const MOST_CHARACTERS: usize = 4_000;
/// Deepest nesting.
const MOST_DEPTH: usize = 40;

/// Most operators between two sides in one expression.
const MOST_LINKS: usize = 200;

/// Words that cannot be keys of fields.
pub(crate) const RESERVED: [&str; 7] = ["today", "true", "false", "and", "or", "not", "in"];

/// An expression before its names are looked up.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Tree {
    Number(Decimal),
    Text(String),
    Truth(bool),
    Today,
    /// `a` or `a.b`.
    Name(Vec<String>),
    List(Vec<Tree>),
    Not(Box<Tree>),
    Minus(Box<Tree>),
    Two(Operator, Box<Tree>, Box<Tree>),
    Call(String, Vec<Tree>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Equal,
    Differs,
    Less,
    AtMost,
    Greater,
    AtLeast,
    And,
    Or,
    In,
}

/// Where reading stopped (character, from 1) and what was there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxFault {
    /// Character in the expression, from 1.
    pub at: usize,
    /// The piece that does not fit; empty at the end of the expression.
    pub found: String,
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Number(Decimal),
    Text(String),
    Word(String),
    Sign(&'static str),
}

/// Longest signs first.
const SIGNS: [&str; 19] =
    ["==", "!=", "<=", ">=", "&&", "||", "+", "-", "*", "/", "=", "<", ">", "(", ")", "[", "]", ",", "."];

fn tokens(text: &str) -> Result<Vec<(usize, Token)>, SyntaxFault> {
    let letters: Vec<char> = text.chars().collect();
    if letters.len() > MOST_CHARACTERS {
        return Err(SyntaxFault { at: MOST_CHARACTERS, found: String::from("…") });
    }
    let mut found = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        let letter = letters[at];
        let start = at;
        let fault = |piece: String| SyntaxFault { at: start + 1, found: piece };
        if letter.is_whitespace() {
            at += 1;
        } else if letter.is_ascii_digit() {
            while at < letters.len() && (letters[at].is_ascii_digit() || letters[at] == '.') {
                at += 1;
            }
            let piece: String = letters[start..at].iter().collect();
            let number = Decimal::parse(&piece).ok_or_else(|| fault(piece))?;
            found.push((start, Token::Number(number)));
        } else if letter == '\'' || letter == '"' {
            let end = letters[at + 1..].iter().position(|other| *other == letter).map(|offset| at + 1 + offset);
            let end = end.ok_or_else(|| fault(letter.to_string()))?;
            found.push((start, Token::Text(letters[at + 1..end].iter().collect())));
            at = end + 1;
        } else if letter.is_ascii_alphabetic() || letter == '_' {
            while at < letters.len() && (letters[at].is_ascii_alphanumeric() || letters[at] == '_') {
                at += 1;
            }
            found.push((start, Token::Word(letters[start..at].iter().collect())));
        } else {
            let rest: String = letters[at..(at + 2).min(letters.len())].iter().collect();
            let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign)).ok_or_else(|| fault(letter.to_string()))?;
            found.push((start, Token::Sign(sign)));
            at += sign.len();
        }
    }
    Ok(found)
}

struct Reader {
    tokens: Vec<(usize, Token)>,
    at: usize,
    end: usize,
    links: usize,
}

/// Reads one expression.
pub(crate) fn parse(text: &str) -> Result<Tree, SyntaxFault> {
    let mut reader = Reader { tokens: tokens(text)?, at: 0, end: text.chars().count(), links: 0 };
    let tree = reader.expression(0, 0)?;
    if reader.at < reader.tokens.len() {
        return Err(reader.fault());
    }
    Ok(tree)
}

fn binary(token: &Token) -> Option<(u8, Operator)> {
    Some(match token {
        Token::Sign("||") => (1, Operator::Or),
        Token::Sign("&&") => (2, Operator::And),
        Token::Sign("=" | "==") => (4, Operator::Equal),
        Token::Sign("!=") => (4, Operator::Differs),
        Token::Sign("<") => (4, Operator::Less),
        Token::Sign("<=") => (4, Operator::AtMost),
        Token::Sign(">") => (4, Operator::Greater),
        Token::Sign(">=") => (4, Operator::AtLeast),
        Token::Sign("+") => (5, Operator::Add),
        Token::Sign("-") => (5, Operator::Subtract),
        Token::Sign("*") => (6, Operator::Multiply),
        Token::Sign("/") => (6, Operator::Divide),
        Token::Word(word) => match word.as_str() {
            "or" => (1, Operator::Or),
            "and" => (2, Operator::And),
            "in" => (4, Operator::In),
            _ => return None,
        },
        _ => return None,
    })
}

/// How tight `not` binds: looser than a comparison, tighter than `and`.
const NOT_BINDS: u8 = 3;

impl Reader {
    fn fault(&self) -> SyntaxFault {
        match self.tokens.get(self.at) {
            None => SyntaxFault { at: self.end + 1, found: String::new() },
            Some((at, token)) => SyntaxFault {
                at: at + 1,
                found: match token {
                    Token::Number(number) => number.to_string(),
                    Token::Text(text) | Token::Word(text) => text.clone(),
                    Token::Sign(sign) => (*sign).to_owned(),
                },
            },
        }
    }

    fn take(&mut self, sign: &str) -> bool {
        let here = matches!(self.tokens.get(self.at), Some((_, Token::Sign(other))) if *other == sign);
        if here {
            self.at += 1;
        }
        here
    }

    fn need(&mut self, sign: &str) -> Result<(), SyntaxFault> {
        if self.take(sign) { Ok(()) } else { Err(self.fault()) }
    }

    fn expression(&mut self, least: u8, depth: usize) -> Result<Tree, SyntaxFault> {
        if depth > MOST_DEPTH {
            return Err(self.fault());
        }
        let mut left = self.prefix(depth)?;
        while let Some((binds, operator)) = self.tokens.get(self.at).and_then(|(_, token)| binary(token)) {
            if binds <= least {
                break;
            }
            // A chain a + b + c … grows the tree to the left as deep as it is long.
            self.links += 1;
            if self.links > MOST_LINKS {
                return Err(self.fault());
            }
            self.at += 1;
            let right = self.expression(binds, depth + 1)?;
            left = Tree::Two(operator, Box::new(left), Box::new(right));
        }
        Ok(left)
    }

    fn prefix(&mut self, depth: usize) -> Result<Tree, SyntaxFault> {
        let Some((_, token)) = self.tokens.get(self.at).cloned() else { return Err(self.fault()) };
        match token {
            Token::Number(number) => {
                self.at += 1;
                Ok(Tree::Number(number))
            }
            Token::Text(text) => {
                self.at += 1;
                Ok(Tree::Text(text))
            }
            Token::Sign("(") => {
                self.at += 1;
                let inner = self.expression(0, depth + 1)?;
                self.need(")")?;
                Ok(inner)
            }
            Token::Sign("[") => {
                self.at += 1;
                Ok(Tree::List(self.list("]", depth)?))
            }
            Token::Sign("-") => {
                self.at += 1;
                // Binds tighter than multiplication.
                Ok(Tree::Minus(Box::new(self.expression(6, depth + 1)?)))
            }
            Token::Sign(_) => Err(self.fault()),
            Token::Word(word) => self.word(word, depth),
        }
    }

    fn word(&mut self, word: String, depth: usize) -> Result<Tree, SyntaxFault> {
        match word.as_str() {
            "true" | "false" => {
                self.at += 1;
                return Ok(Tree::Truth(word == "true"));
            }
            "today" => {
                self.at += 1;
                return Ok(Tree::Today);
            }
            "not" => {
                self.at += 1;
                return Ok(Tree::Not(Box::new(self.expression(NOT_BINDS, depth + 1)?)));
            }
            "and" | "or" | "in" => return Err(self.fault()),
            _ => {}
        }
        self.at += 1;
        if self.take("(") {
            return Ok(Tree::Call(word, self.list(")", depth)?));
        }
        let mut names = vec![word];
        while self.take(".") {
            match self.tokens.get(self.at).cloned() {
                Some((_, Token::Word(part))) => {
                    self.at += 1;
                    names.push(part);
                }
                _ => return Err(self.fault()),
            }
        }
        Ok(Tree::Name(names))
    }

    fn list(&mut self, close: &str, depth: usize) -> Result<Vec<Tree>, SyntaxFault> {
        let mut items = Vec::new();
        if self.take(close) {
            return Ok(items);
        }
        loop {
            items.push(self.expression(0, depth + 1)?);
            if self.take(close) {
                return Ok(items);
            }
            self.need(",")?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_where_reading_stopped() {
        for (text, at, found) in [
            ("a +", 4, ""),
            ("a + )", 5, ")"),
            ("'open", 1, "'"),
            ("a ; b", 3, ";"),
            ("sum(a", 6, ""),
            ("1.2.3", 1, "1.2.3"),
            ("a b", 3, "b"),
            ("", 1, ""),
        ] {
            assert_eq!(parse(text), Err(SyntaxFault { at, found: found.to_owned() }), "{text}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        assert!(parse(&format!("{}1{}", "(".repeat(1000), ")".repeat(1000))).is_err());
        assert!(parse(&"-".repeat(3000)).is_err());
        assert!(parse(&format!("1{}", "+1".repeat(1500))).is_err());
        assert!(parse(&format!("1{}", "+1".repeat(150))).is_ok());
    }
}
