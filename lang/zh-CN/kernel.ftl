## 通用的拒绝理由

refused-not-there = 没有找到，或者不属于您。
refused-stale = 在您查看期间，内容有了变化。请重新打开，看过最新情况后再操作。
refused-claimed = 这一件已由另一位工作人员领取。
refused-wrong-state = 这一件现在的状态不能做这一步。
refused-wrong-role = 这一步由其他岗位办理。
refused-same-person = 您已经办过这一件的前一步，这一步须由另一个人办理。
refused-flag-note = 请写明是怎样核对、怎样处理的。
