//! By which way a request comes, and which day counts as the day of receipt.
//!
//! Law: 政府信息公开条例 第二十九条, 第三十一条

use kernel::words;

words! {
    /// By which way a request came.
    pub enum Channel {
        /// 互联网
        Web = "web",
        /// 电子邮件
        Email = "email",
        /// 挂号信、特快专递: the organ signs for it.
        SignedMail = "signed-mail",
        /// 平常信函: nobody signs for it.
        PlainMail = "plain-mail",
        /// 传真
        Fax = "fax",
        /// 当面提交
        InPerson = "in-person",
        /// 口头提出: the desk fills the form in for the applicant. Law: 政府信息公开条例 第二十九条
        Oral = "oral",
    }
}

impl Channel {
    /// Whether the day of receipt is the day both sides confirm, and not the day of arrival.
    ///
    /// Law: 政府信息公开条例 第三十一条第二项、第三项
    pub fn needs_confirmation(self) -> bool {
        matches!(self, Channel::Web | Channel::Email | Channel::PlainMail | Channel::Fax)
    }

    /// Whether the desk may file such a request.
    pub fn is_filed_by_desk(self) -> bool {
        self != Channel::Web
    }

    /// The rule of art. 31 that fixes the day, as a message id.
    pub fn rule(self) -> &'static str {
        match self {
            Channel::InPerson | Channel::Oral => "disclosure-receipt-in-person",
            Channel::SignedMail => "disclosure-receipt-signed",
            Channel::PlainMail => "disclosure-receipt-plain",
            Channel::Web | Channel::Email | Channel::Fax => "disclosure-receipt-confirmed",
        }
    }
}

words! {
    /// How both sides confirmed.
    pub enum ConfirmMethod {
        /// The office accepts web requests when they are submitted, and has said so in its guide.
        Policy = "policy",
        /// 电话
        Phone = "phone",
        /// 短信
        Text = "text",
        /// 电子邮件
        Email = "email",
        /// 申请人在网页上确认
        Page = "page",
        /// 当面
        InPerson = "in-person",
        /// The day of arrival counts by law; nothing had to be confirmed.
        ByLaw = "by-law",
    }
}

words! {
    /// Whether a request asks for information or for a correction of a record about oneself.
    pub enum RequestKind {
        /// 获取政府信息. Law: 政府信息公开条例 第二十七条
        Access = "access",
        /// 更正与自身相关的记录. Law: 政府信息公开条例 第四十一条
        Rectification = "rectification",
    }
}

words! {
    /// The column of table 3 of the annual report.
    pub enum ApplicantKind {
        /// 自然人
        Person = "person",
        /// 商业企业
        Company = "company",
        /// 科研机构
        Research = "research",
        /// 社会公益组织
        Charity = "charity",
        /// 法律服务机构
        Legal = "legal",
        /// 其他
        Other = "other",
    }
}

words! {
    /// In which form the information is wanted. Law: 政府信息公开条例 第二十九条第二款第三项
    pub enum Form {
        /// 电子文档
        Electronic = "electronic",
        /// 纸质
        Paper = "paper",
        /// 现场查阅、抄录
        Inspection = "inspection",
    }
}

words! {
    /// By which way the reply is wanted.
    pub enum Way {
        /// 网上获取
        Web = "web",
        /// 电子邮件
        Email = "email",
        /// 邮寄
        Post = "post",
        /// 自行领取
        Pickup = "pickup",
        /// 传真
        Fax = "fax",
    }
}

words! {
    /// Help for somebody who has difficulty. Law: 政府信息公开条例 第四十三条
    pub enum Help {
        /// None was asked for.
        None = "none",
        /// 阅读困难
        Reading = "reading",
        /// 视力障碍
        Sight = "sight",
        /// 听力障碍
        Hearing = "hearing",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_visits_and_signed_mail_fix_the_day_by_themselves() {
        let by_itself: Vec<&str> =
            Channel::ALL.iter().filter(|c| !c.needs_confirmation()).map(|c| c.as_str()).collect();
        assert_eq!(by_itself, ["signed-mail", "in-person", "oral"]);
    }
}
