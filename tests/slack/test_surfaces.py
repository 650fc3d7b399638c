"""Every surface of Slack, over real sockets, as people use it."""

from __future__ import annotations

from bot.channels.slack.stand_in import Message, direct_channel
from tests.slack.office import GENERAL, button, seen
from tests.support.coach import RISKY

ANN, BEN = "U0ANN", "U0BEN"
QUESTION = "can I say which client I'm visiting?"


def kinds_of_buttons(blocks) -> list[str]:
    return [element["value"].partition("|")[2].partition(":")[0] for block in blocks if block["type"] == "actions"
            for element in block["elements"] if "value" in element]


def fill(view, text: str, platform: str = "linkedin") -> None:
    """Type into the form on the screen."""
    for name, held in view.values.items():
        if name.startswith("draft-"):
            held["draft"]["value"] = text
    view.values["platform"]["platform"]["selected_option"] = {"value": platform}


def submit(office, user: str, text: str):
    view = office.view(user)
    fill(view, text)
    answer = office.stand_in.do(office.stand_in.submit(user, view))
    return view, answer


def test_a_direct_message_is_answered_from_the_policy_and_the_notice_comes_once(office):
    [answer] = office.write(ANN, QUESTION)
    assert "From the policy: C7" in seen(answer)
    assert "automated coach" in seen(answer)
    [again] = office.write(ANN, QUESTION)
    assert "automated coach" not in seen(again)


def test_a_draft_in_a_direct_message_gets_a_report_with_quote_clause_why_fix_and_buttons(office):
    [report] = office.write(ANN, f"check this: {RISKY}")
    text = seen(report)
    for part in ("Please do not post this", "revenue up", "Banque Meridian", "Policy C7",
                 "Its name is not ours to publish", "Is this figure already in a press release?"):
        assert part in text
    kinds = kinds_of_buttons(report.blocks)
    assert kinds.count("answer") == 2
    assert kinds.count("why") == kinds.count("dispute") == kinds.count("person") == 3
    assert report.text == "Please do not post this as it is: change the marked place first. (3 marked)"


def test_a_reply_in_a_thread_of_a_direct_message_stays_in_it(office):
    [answer] = office.write(ANN, QUESTION, thread="1.000001")
    assert answer.thread == "1.000001"


def test_why_and_this_is_wrong_and_ask_a_person_are_answered_beneath(office):
    [report] = office.write(ANN, f"check this: {RISKY}")
    [why] = office.press(ANN, report, "why")
    assert "C7" in seen(why) or "C6" in seen(why)
    [wrong] = office.press(ANN, report, "dispute")
    assert "investor relations" in seen(wrong)
    [person] = office.press(ANN, report, "person")
    assert "ir@novalys.example" in seen(person)


def test_use_this_wording_gives_the_whole_text_ready_to_copy(office):
    [report] = office.write(ANN, "check this: We spoke with Banque Meridian in Ghent & had <fun>")
    assert kinds_of_buttons(report.blocks) == ["why", "fix", "dispute", "person", "use"]
    assert "Instead: \na client" in seen(report)
    [wording] = office.press(ANN, report, "fix")
    ready = [block for block in wording.blocks if block["elements"][0]["type"] == "rich_text_preformatted"]
    assert ready[0]["elements"][0]["elements"][0]["text"] == "We spoke with a client in Ghent & had <fun>"
    [whole] = office.press(ANN, report, "use")
    assert "We spoke with a client in Ghent & had <fun>" in seen(whole)


def test_the_closed_question_is_answered_where_it_stands(office):
    [report] = office.write(ANN, "check this: Big news: revenue up 40% this quarter!")
    assert "One thing only you can know" in seen(report)
    assert office.press(ANN, report, "answer") == []
    assert report.changed == 1
    assert "Is this figure" not in seen(report)


def test_the_buttons_of_an_older_report_mean_the_older_draft(office):
    [first] = office.write(ANN, "check this: We spoke with Banque Meridian on Monday")
    [second] = office.write(ANN, "check this: We spoke with Banque Meridian on Friday")
    [wording] = office.press(ANN, first, "fix")
    assert "We spoke with a client on Monday" in seen(wording)
    [wording] = office.press(ANN, second, "fix")
    assert "We spoke with a client on Friday" in seen(wording)


def test_a_button_pressed_by_somebody_else_opens_no_draft(office):
    [report] = office.write(ANN, "check this: We spoke with Banque Meridian on Monday")
    shared = Message(GENERAL, report.ts, report.author, report.text, report.blocks)
    office.press(BEN, shared, "fix")
    everything = "".join(seen(message) for message in office.said(GENERAL) + office.said(direct_channel(BEN)))
    assert "30 minutes" in everything
    assert "Monday" not in everything


def test_a_question_in_a_channel_is_answered_in_its_thread(office):
    [answer] = office.mention(ANN, QUESTION)
    asked = next(message for message in office.stand_in.world.messages if message.author == ANN)
    assert answer.thread == asked.ts
    assert answer.only_for is None
    assert "From the policy: C7" in seen(answer)


def test_a_draft_in_a_channel_is_answered_in_private_and_never_quoted_in_public(office):
    [note] = office.mention(ANN, f"check this: {RISKY}")
    assert "direct message" in seen(note)
    assert "Meridian" not in seen(note) + note.text
    [report] = office.said(direct_channel(ANN))
    assert "Banque Meridian" in seen(report)
    # What follows may quote it too.
    assert "revenue up" not in "".join(seen(message) for message in office.mention(ANN, "why is that?"))
    assert "“revenue up”" in seen(office.said(direct_channel(ANN))[-1])


def test_an_unplain_message_in_a_channel_is_asked_about_in_private(office):
    office.mention(ANN, "My neighbours bought the small one and their bill went down by half, which made me smile.")
    [asked] = office.said(direct_channel(ANN))
    assert kinds_of_buttons(asked.blocks) == ["check", "cancel"]
    [report] = office.press(ANN, asked, "check")
    assert "I found nothing" in seen(report)


def test_two_topics_in_a_channel_are_buttons_and_the_answer_stays_in_the_thread(office):
    [choice] = office.mention(ANN, "can the thing with the other thing be online?")
    [answer] = office.press(BEN, choice, "topic:logo")
    assert answer.thread == choice.thread
    assert "From the policy" in seen(answer)


def test_the_command_with_a_draft_answers_so_that_only_its_author_sees_it(office):
    [report] = office.command(ANN, RISKY)
    assert report.only_for == ANN
    assert "Banque Meridian" in seen(report)
    [why] = office.press(ANN, report, "why")
    assert why.only_for == ANN
    assert office.press(ANN, report, "answer") == []
    assert report.changed == 1


def test_the_command_alone_opens_a_form_whose_result_takes_its_place_and_can_be_checked_again(office):
    assert office.command(ANN, "") == []
    view, answer = submit(office, ANN, "We spoke with Banque Meridian on Monday")
    assert answer["response_action"] == "update"
    shown = str(view.content["blocks"])
    assert "Banque Meridian" in shown
    assert view.content["submit"]["text"] == "Check again"
    assert view.values["draft-0"]["draft"]["value"] == "We spoke with Banque Meridian on Monday"
    view, _ = submit(office, ANN, "We spoke with a client on Monday")
    assert "I found nothing" in str(view.content["blocks"])


def test_the_form_takes_the_new_wording_and_checks_it(office):
    office.stand_in.do(office.stand_in.shortcut(ANN))
    view, _ = submit(office, ANN, "We spoke with Banque Meridian on Monday")
    office.press_in_view(ANN, view, "fix")
    assert view.values["draft-1"]["draft"]["value"] == "We spoke with a client on Monday"
    assert "I found nothing" in str(view.content["blocks"])


def test_the_form_answers_why_in_a_view_on_top_and_the_question_in_place(office):
    office.stand_in.do(office.stand_in.shortcut(ANN))
    view, _ = submit(office, ANN, RISKY)
    office.press_in_view(ANN, view, "why")
    above = office.view(ANN)
    assert above.below == view.id
    assert "Investors must all hear" in str(above.content["blocks"])
    above.open = False
    view.values["draft-0"]["draft"]["value"] = "something that I am typing"
    office.press_in_view(ANN, view, "answer")
    assert "press release" not in str(view.content["blocks"])
    assert view.values["draft-0"]["draft"]["value"] == "something that I am typing"


def test_an_empty_form_says_what_is_missing(office):
    office.stand_in.do(office.stand_in.shortcut(ANN))
    view, answer = submit(office, ANN, " … ")
    assert answer["response_action"] == "errors"
    assert view.open
    assert view.errors == {"draft-0": "Please write some words."}


def test_check_before_posting_opens_the_message_checked_and_ready_to_edit(office):
    message = Message(GENERAL, "5.000001", BEN, "We spoke with &lt;Banque Meridian&gt; &amp; *others*")
    office.stand_in.do(office.stand_in.message_shortcut(ANN, message))
    office.settle()
    view = office.view(ANN)
    assert view.values["draft-0"]["draft"]["value"] == "We spoke with <Banque Meridian> & others"
    assert "names a client" in str(view.content["blocks"]) or "do not name" in str(view.content["blocks"])


def test_check_before_posting_says_when_there_is_no_text(office):
    office.stand_in.do(office.stand_in.message_shortcut(ANN, Message(GENERAL, "5.000002", BEN, "")))
    office.settle()
    assert "no text" in str(office.view(ANN).content["blocks"])


def test_app_home_shows_what_it_can_do_topics_by_clause_a_person_and_the_language(office):
    office.stand_in.do(office.stand_in.open_home(ANN))
    home = office.stand_in.wait(lambda: office.stand_in.world.homes.get(ANN))
    shown = str(home)
    for part in ("/postcheck", "Check before posting", "C7, Clients and partners", "the social media consultant",
                 "Nederlands"):
        assert part in shown


def test_the_language_chosen_in_app_home_holds_everywhere(office):
    office.stand_in.do(office.stand_in.open_home(BEN))
    home = office.stand_in.wait(lambda: office.stand_in.world.homes.get(BEN))
    menu = next(element for block in home["blocks"] if block["type"] == "actions" for element in block["elements"]
                if element["action_id"] == "coach:language")
    office.stand_in.do(office.stand_in.press_in_view(BEN, menu, chosen={"value": "fr"}))
    office.settle()
    assert "Votre coach" in str(office.stand_in.world.homes[BEN])
    [answer] = office.write(BEN, QUESTION)
    assert "D'après les règles : C7" in seen(answer)
    office.stand_in.do(office.stand_in.press_in_view(BEN, menu, chosen={"value": "en"}))
    office.settle()


def test_a_topic_picked_in_app_home_is_answered_in_a_direct_message(office):
    office.stand_in.do(office.stand_in.open_home(ANN))
    home = office.stand_in.wait(lambda: office.stand_in.world.homes.get(ANN))
    menu = next(element for block in home["blocks"] if block["type"] == "actions" for element in block["elements"]
                if element["action_id"] == "coach:topic")
    office.stand_in.do(office.stand_in.press_in_view(ANN, menu, chosen={"value": "logo"}))
    office.settle()
    [answer] = office.said(direct_channel(ANN))
    assert "From the policy" in seen(answer)
    form = button(home["blocks"], "form")
    office.stand_in.do(office.stand_in.press_in_view(ANN, form))
    assert office.view(ANN).content["title"]["text"] == "Check a draft"


def test_what_other_programs_and_edits_say_is_left_alone(office):
    ts = office.stand_in.world.ts()
    inner = {"type": "message", "channel": "D0ANN", "channel_type": "im", "ts": ts, "user": ANN, "text": QUESTION}
    for extra in ({"bot_id": "B0OTHER"}, {"subtype": "message_changed"}, {"subtype": "message_deleted"},
                  {"channel_type": "channel", "channel": GENERAL}):
        assert office.answers(lambda extra=extra: office.stand_in.do(office.stand_in.send_event({**inner, **extra})),
                              "D0ANN") == []


def test_a_picture_without_words_is_answered_that_only_text_is_read(office):
    inner = {"type": "message", "subtype": "file_share", "channel": "D0ANN", "channel_type": "im", "user": ANN,
             "ts": office.stand_in.world.ts(), "text": "", "files": [{"id": "F0"}]}
    [answer] = office.answers(lambda: office.stand_in.do(office.stand_in.send_event(inner)), "D0ANN")
    assert "text only" in seen(answer)
