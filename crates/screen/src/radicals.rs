//! Radicals that stand where a character should: text copied out of some PDFs says `⻓` for 长, looks right, and is
//! found by nobody. (Chinese terms as data.)

/// The characters of the radicals U+2F00 to U+2FD5, in order.
const KANGXI: &str = concat!(
    "一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀",
    "寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐彡彳心戈戶手支攴文斗斤方无日曰月木欠止歹殳毋",
    "比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸",
    "缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛",
    "辰辵邑酉釆里金長門阜隶隹雨靑非面革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻",
    "黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠",
);

/// Later radicals, each followed by its character.
const SUPPLEMENT: &str = "⺟母⺠民⻁虎⻄西⻅见⻆角⻈讠⻉贝⻋车⻓长⻔门⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻬齐⻮齿⻰龙⻳龟";

/// The character that a radical stands for; `None` for every other letter.
pub(crate) fn character(letter: char) -> Option<char> {
    match letter {
        '\u{2f00}'..='\u{2fd5}' => KANGXI.chars().nth(letter as usize - 0x2f00),
        '\u{2e80}'..='\u{2eff}' => {
            let mut pairs = SUPPLEMENT.chars();
            while let (Some(radical), Some(character)) = (pairs.next(), pairs.next()) {
                if radical == letter {
                    return Some(character);
                }
            }
            None
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::character;

    #[test]
    fn radicals_are_characters() {
        for (radical, is) in
            [('⻓', Some('长')), ('⾝', Some('身')), ('⼀', Some('一')), ('⿕', Some('龠')), ('长', None), ('a', None)]
        {
            assert_eq!(character(radical), is);
        }
    }
}
