//! The rules of the demonstration: real laws and policy documents, the same files the tests read. Chinese terms as data.

use crate::setup::Place;
use kernel::{Fault, Office};
use register::import::{import_laws, import_policies};
use std::path::Path;

macro_rules! files {
    ($($name:literal),* $(,)?) => { &[$(($name, include_str!(concat!("../../../../fixtures/laws/", $name)))),*] };
}

const LAWS: &[(&str, &str)] = files![
    "宪法相关法/立法法(2015-03-15).md",
    "宪法相关法/立法法(2023-03-13).md",
    "民法商法/电子签名法(2019-04-23).md",
    "社会法/无障碍环境建设法(2023-06-28).md",
    "行政法/个人信息保护法(2021-08-20).md",
    "行政法/密码法(2019-10-26).md",
    "行政法/居民身份证法(2011-10-29).md",
    "行政法/行政许可法(2019-04-23).md",
    "行政法规/优化营商环境条例(2019-10-22).md",
    "行政法规/全国年节及纪念日放假办法(2013-12-11).md",
    "行政法规/全国年节及纪念日放假办法(2024-11-10).md",
    "行政法规/国务院关于在线政务服务的若干规定(2019-04-26).md",
    "行政法规/居住证暂行条例(2015-11-26).md",
    "行政法规/快递暂行条例(2019-03-02).md",
    "行政法规/政府信息公开条例(2019-04-03).md",
    "行政法规/行政区划管理条例(2018-10-10).md",
    "行政法规/道路运输条例(2019-03-02).md",
    "行政法规/道路运输条例(2022-03-29).md",
    "行政法规/道路运输条例(2023-07-20).md",
    "诉讼与非诉讼程序法/行政复议法(2017-09-01).md",
    "诉讼与非诉讼程序法/行政复议法(2023-09-01).md",
];
const POLICIES: &str = include_str!("../../../../fixtures/policies.jsonl");

fn write(path: &Path, text: &str) -> Result<(), Fault> {
    let put = || -> std::io::Result<()> {
        if let Some(dir) = path.parent() {
            std::fs::create_dir_all(dir)?;
        }
        std::fs::write(path, text)
    };
    put().map_err(|e| Fault::from_error(format!("writing {}", path.display()), e))
}

/// Takes the laws and policies over by the importers, as an administrator would.
///
/// # Errors
/// A fault of the database or the disk.
pub(super) fn load(office: &Office, place: &Place) -> Result<(), Fault> {
    let dir = place.data.join("demonstration");
    for (name, text) in LAWS {
        write(&dir.join("laws").join(name), text)?;
    }
    let policies = dir.join("policies.jsonl");
    write(&policies, POLICIES)?;
    let cx = office.system_cx("demonstration");
    import_laws(&office.db, &cx, &dir.join("laws"), &mut |_| {})?;
    import_policies(&office.db, &cx, &policies, &mut |_| {})?;
    Ok(())
}
