"""Questions that are several, compare or want arithmetic, taken apart by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.asked.parts import (
    MOST_PARTS,
    Asked,
    Comparison,
    Difference,
    Several,
    Single,
    Sum,
    Wanted,
    asked_parts,
)


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "How many boxes were returned and how many were identified?",
            ["How many boxes were returned?", "How many boxes were identified?"],
        ),
        (
            "When and where did the ministers meet?",
            ["When did the ministers meet?", "Where did the ministers meet?"],
        ),
        (
            "When, where and why did the talks fail?",
            ["When did the talks fail?", "Where did the talks fail?", "Why did the talks fail?"],
        ),
        (
            "In which year and where was the plan signed?",
            ["In which year was the plan signed?", "Where was the plan signed?"],
        ),
        (
            "Who signed the plan, and what does it cover?",
            ["Who signed the plan?", "What does the plan cover?"],
        ),
        ("Who signed the plan and when?", ["Who signed the plan?", "When was the plan signed?"]),
        ("When was it founded and why?", ["When was it founded?", "Why was it founded?"]),
        (
            "How many boxes were returned and when?",
            ["How many boxes were returned?", "When were the boxes returned?"],
        ),
        # What one count says of place and time holds of the other.
        (
            "How many people were killed and how many injured in the blast?",
            [
                "How many people were killed in the blast?",
                "How many people were injured in the blast?",
            ],
        ),
        (
            "How many people were hurt in the blast and how many died?",
            ["How many people were hurt in the blast?", "How many people died in the blast?"],
        ),
        (
            "In 2021, how many boxes were returned and how many were opened?",
            ["In 2021, how many boxes were returned?", "In 2021, how many boxes were opened?"],
        ),
        (
            "How many boxes were returned, how many were opened, and how many of them are here?",
            [
                "How many boxes were returned?",
                "How many boxes were opened?",
                "How many of the boxes are here?",
            ],
        ),
        (
            "When did the ministers meet and what did they sign?",
            ["When did the ministers meet?", "What did the ministers sign?"],
        ),
        (
            "When did Ann Berg arrive and whom did she meet?",
            ["When did Ann Berg arrive?", "Whom did Ann Berg meet?"],
        ),
        (
            "Where was the ferry built and what was its price?",
            ["Where was the ferry built?", "What was the ferry’s price?"],
        ),
        (
            "What did Berg ask for and what did Lund promise?",
            ["What did Berg ask for?", "What did Lund promise?"],
        ),
        ("Who won the race? When was it held?", ["Who won the race?", "When was the race held?"]),
        ("who won and who lost", ["Who won?", "Who lost?"]),
        (
            "How much aid was promised and how much was paid?",
            ["How much aid was promised?", "How much aid was paid?"],
        ),
        (
            "How many of the sets have been verified and how many have not?",
            [
                "How many of the sets have been verified?",
                "How many of the sets have not been verified?",
            ],
        ),
    ],
)
def test_several_questions_each_read_alone(question: str, parts: list[str]) -> None:
    assert asked_parts(question) == Several(tuple(parts))


@pytest.mark.parametrize(
    ("question", "asked", "sides", "wanted"),
    [
        (
            "Which came first, the signing or the visit?",
            "When was {}?",
            ("the signing", "the visit"),
            "earlier",
        ),
        (
            "Which was earlier: the vote or the strike?",
            "When was {}?",
            ("the vote", "the strike"),
            "earlier",
        ),
        (
            "Which bridge opened later, Northgate or Southgate?",
            "When did {} open?",
            ("Northgate", "Southgate"),
            "later",
        ),
        (
            "Did the vote or the visit take place first?",
            "When did {} take place?",
            ("the vote", "the visit"),
            "earlier",
        ),
        (
            "Who was elected first, Berg or Lund?",
            "When was {} elected?",
            ("Berg", "Lund"),
            "earlier",
        ),
        (
            "Which is larger, the 2021 budget or the 2022 budget?",
            "How large is {}?",
            ("the 2021 budget", "the 2022 budget"),
            "more",
        ),
        (
            "Which is older the mill or the tower?",
            "How old is {}?",
            ("the mill", "the tower"),
            "more",
        ),
        (
            "Which is cheaper, the bus or the ferry?",
            "How expensive is {}?",
            ("the bus", "the ferry"),
            "less",
        ),
        ("Is Berg or Lund older?", "How old is {}?", ("Berg", "Lund"), "more"),
        ("Is Berg older than Lund?", "How old is {}?", ("Berg", "Lund"), "more"),
        (
            "Was the mill smaller than the tower?",
            "How large was {}?",
            ("the mill", "the tower"),
            "less",
        ),
        ("Who has more boxes, A or B?", "How many boxes does {} have?", ("A", "B"), "more"),
        (
            "Which country won fewer medals in 2022, Norway or Sweden?",
            "{} won how many medals in 2022?",
            ("Norway", "Sweden"),
            "less",
        ),
        (
            "Did Norway or Sweden win more medals?",
            "How many medals did {} win?",
            ("Norway", "Sweden"),
            "more",
        ),
        (
            "Did Norway or Sweden make less steel in 2021?",
            "How much steel did {} make in 2021?",
            ("Norway", "Sweden"),
            "less",
        ),
        (
            "Did Laos and Nepal return the same number of boxes?",
            "How many boxes did {} return?",
            ("Laos", "Nepal"),
            "same",
        ),
    ],
)
def test_a_comparison_asks_of_both_sides(
    question: str, asked: str, sides: tuple[str, str], wanted: Wanted
) -> None:
    one, other = (asked.format(side) for side in sides)
    assert asked_parts(question) == Comparison((one, other), wanted, sides)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "How many of the boxes remain unidentified?",
            Difference(
                "How many boxes are there?", ("How many of the boxes have been identified?",)
            ),
        ),
        (
            "How many boxes are still unopened?",
            Single("How many boxes are still unopened?"),  # not among the words that count things
        ),
        (
            "How many of the 45 sets have yet to be verified?",
            Difference(
                "How many sets are there?", ("How many of the 45 sets have been verified?",)
            ),
        ),
        (
            "How many boxes have not yet been identified in Hanoi?",
            Difference(
                "How many boxes are there in Hanoi?",
                ("How many boxes have been identified in Hanoi?",),
            ),
        ),
        (
            "How many of the boxes are still missing verification?",
            Difference("How many boxes are there?", ("How many of the boxes have verification?",)),
        ),
        (
            "How many of the 27 states have not ratified the treaty?",
            Difference(
                "How many states are there?",
                ("How many of the 27 states have ratified the treaty?",),
            ),
        ),
        (
            "How much of the aid remains unpaid?",
            Difference("How much is the aid?", ("How much of the aid has been paid?",)),
        ),
        (
            "How many more boxes were returned than identified?",
            Difference("How many boxes were returned?", ("How many boxes were identified?",)),
        ),
        (
            "How many fewer medals did Norway win than Sweden?",
            Difference("How many medals did Sweden win?", ("How many medals did Norway win?",)),
        ),
        (
            "How many more seats did Labour win in 2024 than in 2019?",
            Difference(
                "How many seats did Labour win in 2024?",
                ("How many seats did Labour win in 2019?",),
            ),
        ),
        (
            "How many more boxes than bags were returned?",
            Difference("How many boxes were returned?", ("How many bags were returned?",)),
        ),
        (
            "How much taller is the tower than the bridge?",
            Difference("How tall is the tower?", ("How tall is the bridge?",)),
        ),
        (
            "How much younger is Berg than Lund?",
            Difference("How old is Lund?", ("How old is Berg?",)),
        ),
        (
            "What is the difference between the number of boxes and the number of bags?",
            Difference("What is the number of boxes?", ("What is the number of bags?",)),
        ),
        (
            "What was the difference in price between the car and the van?",
            Difference("What was the price of the car?", ("What was the price of the van?",)),
        ),
        (
            "How many years passed between the signing and the visit?",
            Difference("In what year was the visit?", ("In what year was the signing?",), "years"),
        ),
        (
            "How many years elapsed from the war to the treaty?",
            Difference("In what year was the treaty?", ("In what year was the war?",), "years"),
        ),
        (
            "How many boxes and bags were returned in total?",
            Sum(("How many boxes were returned?", "How many bags were returned?")),
        ),
        (
            "How many goals did Norway and Sweden score altogether?",
            Sum(("How many goals did Norway score?", "How many goals did Sweden score?")),
        ),
        (
            "What is the combined population of Laos and Nepal?",
            Sum(("What is the population of Laos?", "What is the population of Nepal?")),
        ),
        (
            "What is the total of the 2021 budget and the 2022 budget?",
            Sum(("What is the 2021 budget?", "What is the 2022 budget?")),
        ),
    ],
)
def test_arithmetic_is_asked_in_numbers(question: str, expected: Asked) -> None:
    assert asked_parts(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "",
        "???",
        "Who is the founder and chief executive?",
        "Which two countries signed the pact?",
        "How many men and women were killed?",
        "What did the minister say about trade and security?",
        "What did the minister say about when the talks start and where they will be held?",
        "What decides which team goes up and which goes down?",
        "When the talks ended, what did Berg say?",
        # The answer to the first may be what the second speaks of.
        "What did Berg sign and when was it published?",
        "Who is the minister and where did he go?",
        "What happened and why?",
        "The surname is used in Chinese and which other culture?",
        "Did the minister resign and who follows him?",
        # Yes or no.
        "Were the boxes returned and identified?",
        "Is it older than the bridge?",
        "Is inflation higher than expected?",
        "Is the toll higher than 40?",
        "Is the talk in Hanoi or Paris?",
        "Is the salt higher or lower than that of the sea?",
        "Did the farmers or the herders have a more varied and balanced diet?",
        "Which is larger, Laos, Nepal or Chad?",
        "Which came first, the 2019 or the 2022 vote?",
        "How many of the cases remain unresolved after the talks?",
        "How many people are unemployed?",
        "How many people are uninsured?",
        "How many soldiers are still unaccounted for?",
        "How many are still missing in action?",
        "How many states have not signed the treaty?",
        "How many more boxes were identified?",
        "How many more than 40 were there?",
        "How much more land does the school own in Alton than Barton?",
        "What is the difference between hockey and pond hockey?",
        "How many years passed between 1975 and 1995?",
        "How many votes in total does the council have?",
        "What is the total number of seats?",
    ],
)
def test_what_is_not_certain_stays_whole(question: str) -> None:
    assert asked_parts(question) == Single(question)


@pytest.mark.parametrize(
    "piece", ["or ", "and how many were ", "than ", "How many ", "not been ", "x"]
)
def test_long_texts_are_no_questions_of_several_parts(piece: str) -> None:
    assert asked_parts(piece * 20_000) == Single(piece * 20_000)


_WORDS = (
    "how many much more boxes were did Norway and or than who won when the it in total is older"
)


@given(st.lists(st.sampled_from(_WORDS.split()), max_size=14).map(" ".join) | st.text(max_size=60))
def test_parts_are_questions(question: str) -> None:
    found = asked_parts(question)
    if isinstance(found, Several | Comparison | Sum):
        assert 2 <= len(found.parts) <= MOST_PARTS
        assert all(part.endswith("?") and part[0] == part[0].upper() for part in found.parts)
    elif isinstance(found, Single):
        assert found.question == question


# On other subjects than the questions of the gold.
@pytest.mark.parametrize(
    ("question", "parts", "wanted"),
    [
        (
            "Was attendance at the Norberg air show higher in 2019 than in 2018?",
            (
                "What was attendance at the Norberg air show in 2019?",
                "What was attendance at the Norberg air show in 2018?",
            ),
            "more",
        ),
        (
            "Was inflation lower in May than in April?",
            ("What was inflation in May?", "What was inflation in April?"),
            "less",
        ),
        (
            "In which year did the Alder festival sell more tickets, 2018 or 2019?",
            (
                "How many tickets did the Alder festival sell in 2018?",
                "How many tickets did the Alder festival sell in 2019?",
            ),
            "more",
        ),
        (
            "In which month were more cars stolen in Kirby, May or June?",
            (
                "How many cars were stolen in Kirby in May?",
                "How many cars were stolen in Kirby in June?",
            ),
            "more",
        ),
        (
            "In which city was the rent higher, Alton or Barton?",
            ("What was the rent in Alton?", "What was the rent in Barton?"),
            "more",
        ),
        (
            "Which storm killed more people, that of 1999 or that of 2007?",
            (
                "The storm of 1999 killed how many people?",
                "The storm of 2007 killed how many people?",
            ),
            "more",
        ),
        (
            "Which cyclone was deadlier, that of 1991 or that of 2008?",
            (
                "How many people did the cyclone of 1991 kill?",
                "How many people did the cyclone of 2008 kill?",
            ),
            "more",
        ),
        (
            "Which eruption of the Karo was deadlier, 1902 or 1951?",
            (
                "How many people did the eruption of the Karo in 1902 kill?",
                "How many people did the eruption of the Karo in 1951 kill?",
            ),
            "more",
        ),
        (
            "Was the rail strike of 1989 longer than that of 2016?",
            ("How long was the rail strike of 1989?", "How long was the rail strike of 2016?"),
            "more",
        ),
        (
            "Did the fisheries treaty of 2008 bring more jobs than that of 1999?",
            (
                "How many jobs did the fisheries treaty of 2008 bring?",
                "How many jobs did the fisheries treaty of 1999 bring?",
            ),
            "more",
        ),
        (
            "Is the Norberg tunnel more expensive than the Alder bridge?",
            ("How expensive is the Norberg tunnel?", "How expensive is the Alder bridge?"),
            "more",
        ),
        (
            "Is Sweden's debt larger than Norway's?",
            ("How large is Sweden's debt?", "How large is Norway's debt?"),
            "more",
        ),
        (
            "Did the 2019 fair last longer than the 2018 fair?",
            ("How long did the 2019 fair last?", "How long did the 2018 fair last?"),
            "more",
        ),
        (
            "Did the stadium cost more than the theatre?",
            ("How much did the stadium cost?", "How much did the theatre cost?"),
            "more",
        ),
        (
            "Which cost more, the stadium or the theatre?",
            ("How much did the stadium cost?", "How much did the theatre cost?"),
            "more",
        ),
        (
            "Which trial lasted longer, the Kemp trial or the Rowe trial?",
            ("How long did the Kemp trial last?", "How long did the Rowe trial last?"),
            "more",
        ),
        (
            "Were more people killed in the fire of 1987 than in that of 2003?",
            (
                "How many people were killed in the fire of 1987?",
                "How many people were killed in the fire of 2003?",
            ),
            "more",
        ),
        (
            "Were there more wolves in Karo in 2019 than in 2018?",
            (
                "How many wolves were there in Karo in 2019?",
                "How many wolves were there in Karo in 2018?",
            ),
            "more",
        ),
        (
            "Did more people visit the museum in 2019 than in 2018?",
            (
                "How many people visited the museum in 2019?",
                "How many people visited the museum in 2018?",
            ),
            "more",
        ),
        (
            "Which had the higher turnout, the 2015 vote or the 2019 vote?",
            ("What turnout did the 2015 vote have?", "What turnout did the 2019 vote have?"),
            "more",
        ),
        (
            "Did Labour win more seats in 2024 than in 2019?",
            ("How many seats did Labour win in 2024?", "How many seats did Labour win in 2019?"),
            "more",
        ),
        (
            "Did Labour win more seats than the Liberals?",
            ("How many seats did Labour win?", "How many seats did the Liberals win?"),
            "more",
        ),
        (
            "Which was longer, the siege of Karo or the siege of Alder?",
            ("How long was the siege of Karo?", "How long was the siege of Alder?"),
            "more",
        ),
        (
            "Was turnout in the vote in Norberg higher than in the vote in Karo?",
            ("What was turnout in the vote in Norberg?", "What was turnout in the vote in Karo?"),
            "more",
        ),
        (
            "Was the 2031 strike longer than that of 2028?",
            ("How long was the 2031 strike?", "How long was the strike of 2028?"),
            "more",
        ),
        (
            "Which party had more seats in 2019, the Reds or the Blues?",
            (
                "How many seats did the Reds have in 2019?",
                "How many seats did the Blues have in 2019?",
            ),
            "more",
        ),
        (
            "In which year was turnout higher, 2015 or 2019?",
            ("What was turnout in 2015?", "What was turnout in 2019?"),
            "more",
        ),
        (
            "Which earthquake was stronger, that of 1995 or that of 2011?",
            ("How strong was the earthquake of 1995?", "How strong was the earthquake of 2011?"),
            "more",
        ),
        (
            "Did more people drown in the flood of 1962 than in that of 1976?",
            (
                "How many people drowned in the flood of 1962?",
                "How many people drowned in the flood of 1976?",
            ),
            "more",
        ),
        (
            "Which fire destroyed more homes, that of 2003 or that of 2013?",
            (
                "The fire of 2003 destroyed how many homes?",
                "The fire of 2013 destroyed how many homes?",
            ),
            "more",
        ),
        (
            "Was the 1995 earthquake stronger than that of 2011?",
            ("How strong was the 1995 earthquake?", "How strong was the earthquake of 2011?"),
            "more",
        ),
    ],
)
def test_a_comparison_of_times_and_events_asks_of_both(
    question: str, parts: tuple[str, str], wanted: Wanted
) -> None:
    found = asked_parts(question)
    assert isinstance(found, Comparison)
    assert (found.parts, found.wanted) == (parts, wanted)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "How many of the bags lost in Norberg are still missing?",
            Difference(
                "How many bags were lost in Norberg?",
                ("How many of the bags lost in Norberg have been found?",),
            ),
        ),
        (
            "How many of the stolen cars in Alder had not been recovered a day after the fair?",
            Difference(
                "How many cars were stolen in Alder?",
                ("How many of the stolen cars in Alder have been recovered a day after the fair?",),
            ),
        ),
        (
            "How many of the workers at the Alder mill are not members of the union?",
            Difference(
                "How many workers are there at the Alder mill?",
                ("How many of the workers at the Alder mill are members of the union?",),
            ),
        ),
        (
            "How many sailors who joined the crew did not return?",
            Difference(
                "How many sailors joined the crew?",
                ("How many of the sailors who joined the crew returned?",),
            ),
        ),
        (
            "How many of the 40 climbers did not reach the summit?",
            Difference(
                "How many climbers were there?",
                ("How many of the 40 climbers reached the summit?",),
            ),
        ),
        (
            "How much of the price of the tram was not paid by the city?",
            Difference(
                "What was the price of the tram?",
                ("How much of the price of the tram was paid by the city?",),
            ),
        ),
        (
            "How many seats in the Karo parliament are held neither by the Reds nor by the Blues?",
            Difference(
                "How many seats are there in the Karo parliament?",
                (
                    "How many seats in the Karo parliament are held by the Reds?",
                    "How many seats in the Karo parliament are held by the Blues?",
                ),
            ),
        ),
        (
            "How many trees short of its goal did the campaign in Karo fall?",
            Difference(
                "How many trees was the campaign in Karo to reach?",
                ("How many trees were reached by the campaign in Karo?",),
            ),
        ),
        (
            "By how many percentage points did Kemp beat Rowe in the second round?",
            Difference(
                "What percentage of the vote did Kemp get in the second round?",
                ("What percentage of the vote did Rowe get in the second round?",),
                "points",
            ),
        ),
        (
            "By how many votes did Kemp beat Rowe?",
            Difference("How many votes did Kemp get?", ("How many votes did Rowe get?",)),
        ),
        (
            "How many fewer patients were there in the hospital in 2019 than in 2018?",
            Difference(
                "How many patients were there in the hospital in 2018?",
                ("How many patients were there in the hospital in 2019?",),
            ),
        ),
        (
            "How many more people died in the fire of 2003 than in that of 1987?",
            Difference(
                "How many people died in the fire of 2003?",
                ("How many people died in the fire of 1987?",),
            ),
        ),
        (
            "How much higher was unemployment in 2019 than in 2018?",
            Difference("What was unemployment in 2019?", ("What was unemployment in 2018?",)),
        ),
        (
            "How many people were killed in Norberg and Kirby together?",
            Sum(
                ("How many people were killed in Norberg?", "How many people were killed in Kirby?")
            ),
        ),
        (
            "In 2019, how many cars and vans were sold altogether?",
            Sum(("In 2019, how many cars were sold?", "In 2019, how many vans were sold?")),
        ),
        (
            "According to the ministry, how many of the cows were not vaccinated?",
            Difference(
                "According to the ministry, how many cows were there?",
                ("According to the ministry, how many of the cows were vaccinated?",),
            ),
        ),
        (
            "How much more expensive was the tram in 2019 than in 2018?",
            Difference(
                "How expensive was the tram in 2019?", ("How expensive was the tram in 2018?",)
            ),
        ),
        (
            "How many of the 12 miners trapped at Karo are still missing?",
            Difference(
                "How many miners were trapped at Karo?",
                ("How many of the 12 miners trapped at Karo have been found?",),
            ),
        ),
        (
            "How many of the tents in the camp did not survive?",
            Difference(
                "How many tents were there in the camp?",
                ("How many of the tents in the camp survived?",),
            ),
        ),
        (
            "How many pupils who sat the test in Kirby did not pass it?",
            Difference(
                "How many pupils sat the test in Kirby?",
                ("How many pupils passed the test in Kirby?",),
            ),
        ),
        (
            "How many members of the board were appointed neither by the king nor by the mayor?",
            Difference(
                "How many members of the board were there?",
                (
                    "How many members of the board were appointed by the king?",
                    "How many members of the board were appointed by the mayor?",
                ),
            ),
        ),
        (
            "By how many seats did the Reds beat the Blues in 2019?",
            Difference(
                "How many seats did the Reds get in 2019?",
                ("How many seats did the Blues get in 2019?",),
            ),
        ),
        (
            "By how many percentage points did Ann Kemp beat Jon Rowe?",
            Difference(
                "What percentage of the vote did Ann Kemp get?",
                ("What percentage of the vote did Jon Rowe get?",),
                "points",
            ),
        ),
        (
            "How many fewer strikes were there in 2019 than in 2018?",
            Difference(
                "How many strikes were there in 2018?", ("How many strikes were there in 2019?",)
            ),
        ),
        (
            "How many more planes landed at Alder in May than in April?",
            Difference(
                "How many planes landed at Alder in May?",
                ("How many planes landed at Alder in April?",),
            ),
        ),
        (
            "How many people died in Norberg and Kirby altogether?",
            Sum(("How many people died in Norberg?", "How many people died in Kirby?")),
        ),
        (
            "In Karo, how many horses and mules were sold in total?",
            Sum(("In Karo, how many horses were sold?", "In Karo, how many mules were sold?")),
        ),
        (
            "According to the mayor, how many of the lamps were not repaired?",
            Difference(
                "According to the mayor, how many lamps were there?",
                ("According to the mayor, how many of the lamps were repaired?",),
            ),
        ),
    ],
)
def test_what_is_left_over_or_lies_between_is_computed(question: str, expected: Asked) -> None:
    assert asked_parts(question) == expected


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "How many tents were there at the 2019 Alder festival, and how many guests came?",
            [
                "How many tents were there at the 2019 Alder festival?",
                "How many guests came to the 2019 Alder festival?",
            ],
        ),
        (
            "At what time does the ferry leave Alder and when does it reach Karo?",
            ["At what time does the ferry leave Alder?", "At what time does the ferry reach Karo?"],
        ),
        (
            "How long is the new tunnel under Kirby and what did it cost?",
            [
                "How long is the new tunnel under Kirby?",
                "What did the new tunnel under Kirby cost?",
            ],
        ),
        (
            "What price did the farmers ask for, and what did they get?",
            ["What price did the farmers ask for?", "What did the farmers get?"],
        ),
        (
            "Which three mayors opened the line in Alder, and how long is it?",
            ["Which three mayors opened the line in Alder?", "How long is the line?"],
        ),
        (
            "Who wrote the report, and how many pages does it have?",
            ["Who wrote the report?", "How many pages does the report have?"],
        ),
        (
            "When was the dam at Karo finished and how high is it?",
            ["When was the dam at Karo finished?", "How high is the dam at Karo?"],
        ),
        (
            "How many of the cows were sold and how many were not, according to the ministry?",
            [
                "How many of the cows were sold, according to the ministry?",
                "How many of the cows were not sold, according to the ministry?",
            ],
        ),
        (
            "Where was the tower built and how tall is it?",
            ["Where was the tower built?", "How tall is the tower?"],
        ),
        (
            "How tall is the tower in Alder and what did it cost?",
            ["How tall is the tower in Alder?", "What did the tower in Alder cost?"],
        ),
        (
            "When do the talks begin and where do they take place?",
            ["When do the talks begin?", "Where do the talks take place?"],
        ),
        (
            "How much money did the choir ask for, and how much did it get?",
            ["How much money did the choir ask for?", "How much money did the choir get?"],
        ),
        (
            "Which six ministers signed the accord in Alder, and when does it end?",
            ["Which six ministers signed the accord in Alder?", "When does the accord end?"],
        ),
    ],
)
def test_a_later_question_is_given_what_it_leaves_to_the_first(
    question: str, parts: list[str]
) -> None:
    assert asked_parts(question) == Several(tuple(parts))


@pytest.mark.parametrize(
    "question",
    [
        "By how much did the budget of Norberg grow from 2018 to 2019?",
        "By how much did the price of bread fall between May 2018 and May 2019?",
        "How many cars did the plants in Alder and Karo build altogether?",
        "Who won the women's race at Karo, and in what time did she finish?",
        "Who resigned as head of Alder Bank and who replaced him?",
        "Is the tower taller than it was in 1990?",
        "Was the price of oil higher than last year?",
        "Was it warmer in 2019 than in 2018?",
        "Are there more women than men in Karo?",
        "Did Kemp do more than Rowe to stop the war?",
        "Did the deal do more harm than good?",
        "Has he won more titles than any other player?",
        "How many people are not vaccinated?",
        "Was the vote higher than the polls had said?",
        "Did the film make more money than the studio hoped?",
        "How many of the houses were neither insured nor repaired?",
        "How many more seats did the Reds win than the Blues in 2019?",
        "How many children were found and how old were they?",
        "What weapons did the rebels use and where did they get them?",
        "Were more than 40 people killed in 2019 than in 2018?",
        "Was the gap wider among women than among men?",
        "In which year was the taller tower built, 1999 or 2001?",
        "Did Norway pay workers more money than Sweden?",
        "Was the tower higher in 1950 than expected?",
        "How many years after the war was the treaty signed?",
        "How many of them did not vote?",
        "How many games did the team not win?",
        "Is a kilo heavier than a pound?",
        "How many months longer did the strike last than planned?",
        "How many cars were burnt in Karo in 2018 and 2019 together?",
        "When did the minister open the bridge and what did it cost?",
        "Did houses or in of king last?",
        "Where did the king meet the prince and what did they sign?",
    ],
)
def test_what_only_looks_like_arithmetic_stays_whole(question: str) -> None:
    assert asked_parts(question) == Single(question)
