//! How personal data look on every page.

use codes::{mask_address, mask_bank, mask_identity, mask_name, mask_phone};

#[test]
fn names() {
    for (name, masked) in [
        ("张三", "张*"),
        ("张小三", "张*三"),
        ("张王小三", "张**三"),
        ("欧阳娜", "欧阳*"),
        ("欧阳娜娜", "欧阳*娜"),
        ("司马相如", "司马*如"),
        ("欧阳", "欧*"),
        ("阿依古丽", "阿**丽"),
        ("买买提·艾力", "买**·*力"),
        ("艾·力", "艾·*"),
        ("古丽娜尔・买买提", "古***・**提"),
        ("John Smith", "J*** S****"),
        ("Jean-Luc O'Neil", "J***-L** O'N***"),
        ("X", "*"),
        ("张", "*"),
        ("", ""),
        (" 张 三 ", "张*"),
    ] {
        assert_eq!(mask_name(name), masked, "{name}");
    }
}

#[test]
fn numbers() {
    assert_eq!(mask_identity("440524188001010014"), "**************0014");
    assert_eq!(mask_identity("11010519491231002x"), "**************002x");
    assert_eq!(mask_identity("H12345678"), "*****5678");
    assert_eq!(mask_identity("12345"), "***45");
    assert_eq!(mask_identity(""), "");
    assert_eq!(mask_bank("6222 0000 1111 2345"), "************2345");
    assert_eq!(mask_phone("138 1234 1234"), "138****1234");
    assert_eq!(mask_phone("+8613812341234"), "138****1234");
    assert_eq!(mask_phone("0745-2712345"), "0745-***2345");
    assert_eq!(mask_phone("010-65432100-12"), "010-****2100");
    assert_eq!(mask_phone("12345"), "12345");
    assert_eq!(mask_phone("+1 202 555 0100"), "********0100");
}

#[test]
fn addresses() {
    for (address, masked) in [
        ("湖南省怀化市鹤城区城中街道新街社区3栋201室", "湖南省怀化市鹤城区城中街道新街社区***"),
        ("怀化市鹤城区黄金坳镇李家村三组12号", "怀化市鹤城区黄金坳镇李家村***"),
        ("怀化市鹤城区城中街道解放路社区88号", "怀化市鹤城区城中街道解放路社区***"),
        ("怀化市鹤城区城中街道解放路88号阳光新村3栋", "怀化市鹤城区城中街道***"),
        ("怀化市鹤城区解放路88号", "怀化市鹤城区***"),
        ("北京市海淀区中关村大街27号", "北京市海淀区中关村***"),
        ("北京市海淀区中关村街道科学院南路6号", "北京市海淀区中关村街道***"),
        ("新街社区3栋", "新街社区***"),
        ("鹤城区城中街道新街社区", "鹤城区城中街道新街社区"),
        ("解放路88号", "***"),
        ("12 Main Street", "***"),
        ("", ""),
    ] {
        assert_eq!(mask_address(address), masked, "{address}");
    }
}
