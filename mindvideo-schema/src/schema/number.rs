use super::{At, Dialect, Rare, Reading};
use crate::decimal::Decimal;
use crate::json::{Member, Object, Value};

/// The keywords that speak of numbers.
#[derive(Clone, Debug, Default)]
pub struct NumberKeywords {
    /// `minimum`: the least value allowed.
    pub minimum: Option<At<Decimal>>,
    /// `maximum`: the greatest value allowed.
    pub maximum: Option<At<Decimal>>,
    /// `exclusiveMinimum`: values must be greater.
    pub exclusive_minimum: Option<At<Decimal>>,
    /// `exclusiveMaximum`: values must be less.
    pub exclusive_maximum: Option<At<Decimal>>,
    /// `multipleOf`: values divided by it are integers. Not zero.
    pub multiple_of: Option<At<Decimal>>,
}

impl NumberKeywords {
    /// Whether one of them judges.
    pub(crate) fn says_something(&self) -> bool {
        let bounds = [
            &self.minimum,
            &self.maximum,
            &self.exclusive_minimum,
            &self.exclusive_maximum,
            &self.multiple_of,
        ];
        bounds.into_iter().any(Option::is_some)
    }

    pub(super) fn read<'a>(
        &mut self,
        name: &'static str,
        member: &'a Member,
        to: &mut Reading<'a>,
    ) -> bool {
        match name {
            "minimum" => self.minimum = to.decimal(name, member),
            "maximum" => self.maximum = to.decimal(name, member),
            // In draft 4 it is a flag on the bound beside it: see `finish`.
            "exclusiveMinimum" | "exclusiveMaximum" if to.dialect == Dialect::Draft4 => {
                if !matches!(member.value.value, Value::Bool(_)) {
                    to.wrong_value(
                        member,
                        &format!("in draft 4 `{name}` is a flag on the bound beside it"),
                        "write the bound beside it and `true` here, or name a later draft in `$schema`",
                    );
                }
            }
            "exclusiveMinimum" => self.exclusive_minimum = exclusive(name, member, to),
            "exclusiveMaximum" => self.exclusive_maximum = exclusive(name, member, to),
            "multipleOf" => {
                self.multiple_of = to.decimal(name, member).filter(|divisor| {
                    if divisor.value.is_zero() {
                        to.refuse(
                            name,
                            member.value.span,
                            "`multipleOf` must be greater than zero",
                            "divides nothing",
                            "write a positive divisor, or remove the keyword",
                        );
                    } else if divisor.value.is_negative() {
                        to.say_negative_divisor(member);
                    }
                    !divisor.value.is_zero()
                });
            }
            _ => return false,
        }
        true
    }

    /// Draft 4's `"exclusiveMinimum": true` turns `minimum` into a strict bound.
    pub(super) fn finish(this: &mut Rare<Self>, schema: &Object, to: &mut Reading<'_>) {
        let flags = ["exclusiveMinimum", "exclusiveMaximum"];
        let may_have_flags = to.dialect == Dialect::Draft4 && !this.is_absent();
        if !may_have_flags || !flags.iter().any(|flag| schema.contains(flag)) {
            return;
        }
        let this: &mut Self = this;
        let bounds = [
            (
                "exclusiveMinimum",
                "minimum",
                &mut this.minimum,
                &mut this.exclusive_minimum,
            ),
            (
                "exclusiveMaximum",
                "maximum",
                &mut this.maximum,
                &mut this.exclusive_maximum,
            ),
        ];
        for (flag, name, bound, exclusive) in bounds {
            let Some(member) = schema.member(flag) else {
                continue;
            };
            if !schema.contains(name) {
                let message =
                    format!("`{flag}` stands without `{name}`, whose flag it is in draft 4");
                let help = format!("add `{name}`, or remove the flag");
                to.say_idle(flag, member.key.span, &message, &help);
            } else if let Value::Bool(true) = member.value.value {
                *exclusive = bound.take();
            }
        }
    }
}

fn exclusive(name: &'static str, member: &Member, to: &mut Reading<'_>) -> Option<At<Decimal>> {
    if let Value::Bool(_) = member.value.value {
        to.wrong_value(
            member,
            &format!("`{name}` is a number; only in draft 4 was it a flag"),
            "write the bound itself here, or name draft 4 in `$schema`",
        );
        return None;
    }
    to.decimal(name, member)
}
