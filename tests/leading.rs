//! What leads an applicant on: the next thing worth doing, what computed figures and requirements
//! still wait for, changes counted from each base year, items of the guide, deadlines.

mod common;

use common::{APPLICANTS, changed, form, sample};
use serde_json::{Value, json};
use wufei::check::{self, About, ChecklistItem, Review, Severity, Taken, Verdict};
use wufei::draft::Draft;

fn reviewed(draft: &Draft) -> Review {
    check::review(&form().scope(&draft.applicant).expect("a kind"), draft)
}

fn empty(applicant: &str) -> Draft {
    Draft::new(&form().id, applicant)
}

fn with(applicant: &str, change: impl FnOnce(&mut Value)) -> Draft {
    changed(applicant, change).0
}

#[test]
fn the_way_goes_through_the_form_in_its_order() {
    for applicant in APPLICANTS {
        let draft = empty(applicant);
        let review = reviewed(&draft);
        let scope = form().scope(applicant).expect("a kind");
        let sections: Vec<&str> = scope.sections().map(|s| s.id.as_str()).collect();
        let order: Vec<usize> = review
            .steps
            .iter()
            .map(|step| {
                sections
                    .iter()
                    .position(|id| *id == step.section)
                    .expect("a section")
            })
            .collect();
        assert!(order.is_sorted(), "{order:?}");
        assert_eq!(review.steps[0].path, "cover.name");
        assert_eq!(review.steps[0].words, "填写“单位名称”");
        let settled: usize = review.steps.iter().map(|step| step.count).sum();
        assert_eq!(settled, review.counts.error);
        assert!(
            review
                .steps
                .iter()
                .any(|step| step.words.starts_with("附上"))
        );
        assert!(
            review
                .steps
                .iter()
                .any(|step| step.words.starts_with("确认"))
        );
    }
}

#[test]
fn the_open_years_of_a_field_are_one_step() {
    let draft = with("enterprise", |answers| {
        answers["waste"]["generated"] = json!({ "2022": "248.00" });
        answers["cover"]["email"] = json!("nobody");
    });
    let steps = reviewed(&draft).steps;
    assert_eq!(
        (
            steps[0].path.to_string().as_str(),
            steps[0].words.as_str(),
            steps[0].count
        ),
        ("cover.email", "改正“邮箱”", 1)
    );
    let years = steps
        .iter()
        .find(|s| s.path == "waste.generated.2023")
        .expect("a step");
    assert_eq!(
        (years.count, years.words.as_str()),
        (3, "填写“工业固废产生量”")
    );
    assert_eq!(
        steps
            .iter()
            .filter(|s| s.path.to_string().starts_with("waste.generated."))
            .count(),
        1
    );
}

#[test]
fn without_errors_the_way_leads_to_what_is_probably_wrong() {
    let (draft, _) = sample("enterprise");
    let before = reviewed(&draft);
    assert_eq!(before.counts.error, 0);
    assert_eq!(before.steps.len(), before.counts.warning);
    let draft = with("enterprise", |answers| {
        answers["eligibility"]["no_penalty"] = json!(false);
    });
    let review = reviewed(&draft);
    assert_eq!(review.counts.error, 0);
    let step = review
        .steps
        .iter()
        .find(|s| s.path == "eligibility.no_penalty");
    assert!(
        step.is_some_and(|s| s.words.starts_with("核对")),
        "{:?}",
        review.steps
    );
    assert!(
        review
            .findings
            .iter()
            .any(|f| f.severity == Severity::Warning)
    );
}

#[test]
fn a_computed_figure_says_what_it_waits_for() {
    let draft = with("enterprise", |answers| {
        answers["waste"]["utilised"]
            .as_object_mut()
            .expect("years")
            .remove("2025");
    });
    let review = reviewed(&draft);
    let waits = |path: &str| {
        let waiting = review.waiting.iter().find(|w| w.path == path).expect(path);
        let needs: Vec<&str> = waiting.needs.iter().map(|n| n.path.as_str()).collect();
        (waiting.label.clone(), needs, waiting.needs[0].label.clone())
    };
    let (label, needs, need) = waits("waste.rate.2025");
    assert_eq!(label, "2025 年工业固废综合利用率");
    assert_eq!(needs, ["waste.utilised.2025"]);
    assert_eq!(need, "2025 年工业固废综合利用量");
    // What follows from what is missing waits for the same answer, from each base year.
    let (label, needs, _) = waits("waste.rate_rise.2022");
    assert_eq!(label, "综合利用率累计提高（以 2022 年为基数）");
    assert_eq!(needs, ["waste.utilised.2025"]);
    assert!(review.waiting.iter().all(|w| w.path != "waste.rate.2024"));
    // The full sample waits for nothing.
    for applicant in APPLICANTS {
        assert_eq!(reviewed(&sample(applicant).0).waiting, []);
    }
}

#[test]
fn what_waits_is_exactly_what_is_not_there() {
    for applicant in APPLICANTS {
        let review = reviewed(&empty(applicant));
        let years: usize = form()
            .scope(applicant)
            .expect("a kind")
            .derived()
            .filter(|d| d.path.column().is_none())
            .map(|d| match d.how {
                wufei::form::Derivation::Rise { .. } | wufei::form::Derivation::Fall { .. } => 2,
                _ => 4,
            })
            .sum();
        assert_eq!(review.waiting.len(), years);
        assert!(review.waiting.iter().all(|w| !w.needs.is_empty()));
        let sum = review
            .waiting
            .iter()
            .find(|w| w.path == "waste.generated_by_sum.2022");
        assert_eq!(sum.expect("the sum").needs[0].path, "waste.generated_by");
    }
}

#[test]
fn a_zero_and_a_word_in_the_way_are_called_what_they_are() {
    let draft = with("enterprise", |answers| {
        answers["production"]["output"]["2022"] = json!("0");
        answers["waste"]["utilised"]["2023"] = json!("约十二万");
    });
    let review = reviewed(&draft);
    let need = |path: &str| {
        let waiting = review.waiting.iter().find(|w| w.path == path).expect(path);
        waiting.needs[0].label.clone()
    };
    assert_eq!(
        need("waste.per_unit.2022"),
        "2022 年产量（现在是 0，不能作除数）"
    );
    assert_eq!(
        need("waste.rate.2023"),
        "2023 年工业固废综合利用量（填的不是能用的数）"
    );
}

#[test]
fn a_requirement_says_what_it_waits_for_and_nothing_once_it_is_judged() {
    let review = reviewed(&empty("park"));
    let of = |rule: &str| {
        review
            .eligibility
            .iter()
            .find(|e| e.rule == rule)
            .expect("a rule")
    };
    assert_eq!(of("utilisation-rate").verdict, Verdict::Unanswered);
    let needs: Vec<&str> = of("utilisation-rate")
        .needs
        .iter()
        .map(|n| n.path.as_str())
        .collect();
    assert!(needs.contains(&"waste.generated.2025") && needs.contains(&"waste.utilised.2022"));
    let needs: Vec<&str> = of("no-incidents")
        .needs
        .iter()
        .map(|n| n.path.as_str())
        .collect();
    assert_eq!(needs.len(), 3);
    assert_eq!(of("established-3-years").needs.len(), 2);
    for applicant in APPLICANTS {
        for requirement in reviewed(&sample(applicant).0).eligibility {
            assert_eq!(requirement.verdict, Verdict::Met, "{}", requirement.rule);
            assert_eq!(requirement.needs, []);
        }
    }
}

#[test]
fn a_change_over_years_is_shown_from_each_base_year() {
    let draft = with("enterprise", |answers| {
        answers["waste"]["generated"] =
            json!({ "2022": "100.00", "2023": "60.00", "2024": "61.00", "2025": "62.00" });
        answers["waste"]["utilised"] =
            json!({ "2022": "50.00", "2023": "45.00", "2024": "45.00", "2025": "45.00" });
    });
    let review = reviewed(&draft);
    let rate = review
        .eligibility
        .iter()
        .find(|e| e.rule == "utilisation-rate")
        .expect("a rule");
    let [trend] = rate.trends.as_slice() else {
        panic!("{:?}", rate.trends)
    };
    let points: Vec<_> = trend
        .points
        .iter()
        .map(|p| (p.year, p.value.as_deref()))
        .collect();
    assert_eq!(
        points,
        [
            (2022, Some("50.00")),
            (2023, Some("75.00")),
            (2024, Some("73.77")),
            (2025, Some("72.58"))
        ]
    );
    assert_eq!(trend.points[1].height, 1000);
    assert_eq!(trend.points[0].height, 667);
    let bases: Vec<_> = trend
        .bases
        .iter()
        .map(|b| (b.year, b.words.as_str(), b.verdict))
        .collect();
    assert_eq!(
        bases,
        [
            (2022, "提高 22.58 个百分点", Verdict::Met),
            (2023, "下降 2.42 个百分点", Verdict::NotMet)
        ]
    );
    assert_eq!(trend.asked, "要求提高 20 个百分点以上");
    assert_eq!(rate.verdict, Verdict::Unclear);
    // Requirements without a change over years have no picture.
    let plain = review
        .eligibility
        .iter()
        .find(|e| e.rule == "no-incidents")
        .expect("a rule");
    assert_eq!(plain.trends, []);
    // An empty draft has the picture's frame and no heights.
    let empty = reviewed(&empty("enterprise"));
    let trend = &empty
        .eligibility
        .iter()
        .find(|e| e.rule == "utilisation-rate")
        .expect("a rule")
        .trends[0];
    assert!(
        trend
            .points
            .iter()
            .all(|p| p.value.is_none() && p.height == 0)
    );
    assert!(trend.bases.iter().all(|b| b.verdict == Verdict::Unanswered));
}

#[test]
fn the_guide_is_found_in_the_text_by_its_words() {
    let taken = |plan: Value| {
        let draft = with("enterprise", |answers| {
            let case = answers["case"].as_object_mut().expect("the case");
            for part in ["practices", "results", "innovations", "replication"] {
                case.insert(part.into(), json!([]));
            }
            case.insert("plan".into(), plan);
        });
        let coverage = reviewed(&draft).coverage;
        coverage
            .into_iter()
            .find(|c| c.item == "enterprise.1.2.6")
            .expect("the item")
    };
    let paragraph = |text: &str| json!({ "type": "paragraph", "text": text });
    let heading = json!({ "type": "heading", "level": 2, "text": "适时开展工艺技术改造" });
    assert_eq!(taken(json!([paragraph("另一件事。")])).taken, Taken::Open);
    // A heading and a note are plans, not text.
    assert_eq!(taken(json!([heading])).taken, Taken::Planned);
    let noted = taken(json!([paragraph("【待写】适时开展工艺技术改造")]));
    assert_eq!((noted.taken, noted.found.len()), (Taken::Planned, 0));
    let touched = taken(json!([paragraph("开展技术改造三项。")]));
    assert_eq!(
        (touched.taken, touched.found),
        (Taken::Touched, vec!["技术改造".to_owned()])
    );
    let written = taken(json!([heading, paragraph("对标先进，开展技术改造三项。")]));
    assert_eq!(written.taken, Taken::Written);
    assert_eq!(
        (written.places[0].path.as_str(), written.places[0].block),
        ("case.plan", 1)
    );
}

#[test]
fn a_word_within_a_word_is_not_counted_twice() {
    let draft = with("enterprise", |answers| {
        answers["case"]["plan"] = json!([{ "type": "paragraph", "text": "建立管理台账。" }]);
        for part in ["practices", "results", "innovations", "replication"] {
            answers["case"][part] = json!([]);
        }
    });
    let coverage = reviewed(&draft).coverage;
    let item = coverage
        .iter()
        .find(|c| c.item == "enterprise.2.4")
        .expect("the item");
    assert_eq!((item.taken, item.found.len()), (Taken::Touched, 1));
}

#[test]
fn the_samples_take_up_most_of_the_guide_and_an_empty_draft_none() {
    for applicant in APPLICANTS {
        let all = reviewed(&empty(applicant)).coverage;
        assert!(
            all.iter()
                .all(|c| c.taken == Taken::Open && c.places.is_empty())
        );
        let full = reviewed(&sample(applicant).0).coverage;
        assert_eq!(full.len(), all.len());
        let written = full.iter().filter(|c| c.taken == Taken::Written).count();
        assert!(written * 2 > full.len(), "{written} of {}", full.len());
    }
}

#[test]
fn a_note_left_in_the_text_stands_in_the_way_of_a_final_version() {
    let draft = with("park", |answers| {
        let plan = answers["case"]["plan"].as_array_mut().expect("blocks");
        plan.push(json!({ "type": "paragraph", "text": "【待写】家底" }));
    });
    let review = reviewed(&draft);
    let left = review
        .findings
        .iter()
        .find(|f| f.code == "placeholder")
        .expect("a finding");
    assert_eq!(left.path, "case.plan");
    assert!(!review.ready);
}

#[test]
fn a_deadline_is_told_as_far_as_it_is_known() {
    let today = |day: &str| day.parse().expect("a day");
    let due = |draft: &Draft, day: &str| {
        let scope = form().scope(&draft.applicant).expect("a kind");
        check::deadlines(&scope, draft, today(day))
    };
    // Nobody noted a day: only that of the notice is known, and whose it is is said.
    let all = due(&empty("park"), "2026-03-18");
    assert_eq!(all.len(), 1);
    assert_eq!(
        (all[0].day.as_str(), all[0].words.as_str()),
        ("2026-05-01", "还有 44 天")
    );
    assert!(!all[0].own && all[0].label.contains("省级"));
    let noted = |day: &str, province: &str| {
        with("park", |answers| {
            answers["cover"]["deadline"] = json!(day);
            answers["summary"]["province"] = json!(province);
        })
    };
    let all = due(&noted("2026-03-20", "广东"), "2026-03-18");
    assert_eq!(
        all.iter().map(|d| d.own).collect::<Vec<_>>(),
        [true, false, false]
    );
    assert_eq!((all[0].words.as_str(), all[0].days), ("还有 2 天", 2));
    assert_eq!(all[1].day, "2026-04-02");
    assert_eq!(due(&noted("2026-03-20", "重庆"), "2026-03-18").len(), 2);
    let words = |day: &str| due(&noted("2026-03-20", "广东"), day)[0].words.clone();
    assert_eq!(words("2026-03-20"), "就是今天");
    assert_eq!(words("2026-03-23"), "已过 3 天");
    // What is no day is not guessed; the check says so at its place.
    let unclear = noted("下周五", "广东");
    assert!(due(&unclear, "2026-03-18").iter().all(|d| !d.own));
    assert!(
        reviewed(&unclear)
            .findings
            .iter()
            .any(|f| f.path == "cover.deadline")
    );
}

#[test]
fn what_the_receiving_office_asks_is_not_printed() {
    let draft = with("enterprise", |answers| {
        answers["cover"]["deadline"] = json!("2031-07-08");
        answers["cover"]["copies"] = json!("4711");
        answers["cover"]["recipient"] = json!("office@example.org");
    });
    let scope = form().scope("enterprise").expect("a kind");
    let printed = wufei::compose::compose(&scope, &draft, &wufei::compose::Options::default());
    let printed = format!("{printed:?}");
    for noted in ["2031", "4711", "4,711", "office@example.org"] {
        assert!(!printed.contains(noted), "{noted}");
    }
}

#[test]
fn the_checklist_tells_what_is_left_to_do_with_the_papers() {
    let list = |draft: &Draft| {
        let scope = form().scope(&draft.applicant).expect("a kind");
        let today = "2026-03-18".parse().expect("a day");
        check::checklist(&scope, draft, &reviewed(draft), today)
    };
    let of = |list: &[ChecklistItem], about: About| {
        let found = list.iter().find(|item| item.about == about);
        found.expect("a line").clone()
    };
    for kind in ["enterprise", "park"] {
        // Nothing is known yet, and nothing is made up.
        let all = list(&empty(kind));
        assert_eq!(all.len(), 6);
        let ready = of(&all, About::Ready);
        assert_eq!(ready.done, Some(false));
        assert!(ready.words.contains("还有") && ready.detail.contains("草稿"));
        let print = of(&all, About::Print);
        assert_eq!(print.words, "打印《典型案例申报书》");
        assert!(print.detail.contains("当地通知"));
        assert_eq!(print.path.as_deref(), Some("cover.copies"));
        assert!(of(&all, About::Seal).words.contains("封面、承诺声明"));
        let enclose = of(&all, About::Enclose);
        assert_eq!(enclose.done, Some(false));
        assert!(enclose.detail.starts_with("还没有附上："), "{enclose:?}");
        assert_eq!(of(&all, About::Send).words, "交电子版");
        assert_eq!(of(&all, About::Day).words, "按当地通知的日期交到");

        // What a letter asks of those who pass the papers on is told as theirs.
        let known = with(kind, |answers| {
            answers["summary"]["province"] = json!("广东")
        });
        let print = of(&list(&known), About::Print);
        assert_eq!(print.words, "打印《典型案例申报书》，一般 2 份");
        assert!(print.detail.contains("粤工信节能函〔2026〕4号"));
        let elsewhere = with(kind, |answers| {
            answers["summary"]["province"] = json!("青海")
        });
        assert!(!of(&list(&elsewhere), About::Print).words.contains('份'));

        // What the applicant noted goes before it.
        let noted = with(kind, |answers| {
            answers["summary"]["province"] = json!("广东");
            // As people write it.
            answers["cover"]["copies"] = json!("3份");
            answers["cover"]["recipient"] = json!(" lvse@example.cn ");
            answers["cover"]["deadline"] = json!("2026-03-20");
        });
        let all = list(&noted);
        assert_eq!(of(&all, About::Ready).done, Some(true));
        assert_eq!(of(&all, About::Print).words, "打印《典型案例申报书》3 份");
        assert_eq!(of(&all, About::Enclose).done, Some(true));
        assert_eq!(of(&all, About::Send).words, "把电子版发到 lvse@example.cn");
        assert_eq!(
            of(&all, About::Day).words,
            "2026年3月20日前交到（还有 2 天）"
        );
        // No number of copies is none that could be followed.
        for wrong in ["0", "两份", "1.5", "99999999999"] {
            let draft = with(kind, |answers| {
                answers["summary"]["province"] = json!("青海");
                answers["cover"]["copies"] = json!(wrong);
            });
            let print = of(&list(&draft), About::Print);
            assert_eq!(print.words, "打印《典型案例申报书》", "{wrong}");
        }
    }
}

#[test]
fn the_largest_figures_have_a_picture_too() {
    let draft = with("enterprise", |answers| {
        let largest = "79228162514264337593543950335";
        answers["waste"]["rate"] =
            json!({ "2022": largest, "2023": "0", "2024": "1", "2025": largest });
    });
    let review = reviewed(&draft);
    let rate = review
        .eligibility
        .iter()
        .find(|e| e.rule == "utilisation-rate");
    assert!(
        rate.expect("a rule").trends[0]
            .points
            .iter()
            .all(|p| p.height <= 1000)
    );
}

#[test]
fn what_is_about_the_attachments_is_said_in_the_form_s_words() {
    for applicant in APPLICANTS {
        let (mut draft, _) = sample(applicant);
        let scope = form().scope(applicant).expect("a kind");
        let pdf = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n".as_slice();
        let size = form().mail.as_ref().expect("a limit").bytes;
        for id in ["z1", "z2"] {
            let edit = wufei::draft::Edit::PutAttachment {
                attachment: wufei::draft::Attachment {
                    size: size / 2,
                    ..wufei::draft::Attachment::of(id, "proof", "", &format!("{id}.pdf"), pdf)
                },
            };
            draft.apply(&scope, &edit).expect("a kind of the form");
        }
        let steps: Vec<(String, String)> = reviewed(&draft)
            .steps
            .into_iter()
            .map(|step| (step.path.to_string(), step.words))
            .collect();
        let together = ("attachments".to_owned(), "核对“随附材料”".to_owned());
        assert!(steps.contains(&together), "{steps:?}");
    }
}
