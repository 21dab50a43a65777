"""What may happen at an exam, in any order and between everything else."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from controller.domain.exams.attendance import Step
from controller.domain.exams.seating import Seat
from controller.domain.releases import When
from tests.stateful.exams import PAPERS, ExamStaff
from tests.stateful.school import STATIONS, UIDS
from tests.stateful.staff import Staff
from tests.stateful.world import World

papers = st.sampled_from(PAPERS)
pupils = st.sampled_from(sorted(UIDS))
SOME = (("p1",), ("p1", "p2"), ("p1", "p2", "p3"), ("p3",))
AHEAD = tuple(timedelta(minutes=minutes) for minutes in (-200, -10, 5, 60))


class ExamRules(RuleBasedStateMachine):
    world: World
    staff: Staff
    exams: ExamStaff

    @rule(paper=papers, who=st.sampled_from(SOME), ahead=st.sampled_from(AHEAD))
    def lay_down_paper(self, paper: int, who: tuple[str, ...], ahead: timedelta) -> None:
        """Planned for a time of today that may be past; whoever is in it already stays."""
        self.exams.lay_down(paper, who, ahead)
        self.world.settle()

    @rule(paper=papers, pupil=pupils)
    def withdraw_candidate(self, paper: int, pupil: str) -> None:
        self.exams.withdraw(paper, pupil)
        self.world.settle()

    @rule(paper=papers)
    def start_paper(self, paper: int) -> None:
        self.exams.start(paper)
        self.world.settle()

    @rule(paper=papers, who=st.sampled_from(SOME))
    def paper_begins_now(self, paper: int, who: tuple[str, ...]) -> None:
        """Laid down a moment before it starts."""
        self.exams.lay_down(paper, who, timedelta(0))
        self.exams.start(paper)
        self.world.settle()

    @rule(paper=papers, pupil=pupils, release=st.booleans())
    def candidate_tries_every_station(self, paper: int, pupil: str, release: bool) -> None:
        """With a leave of before the paper, or while others are let out."""
        if release:
            self.staff.start_release(When.NOW)
        else:
            self.staff.give_leave(pupil)
        self.paper_begins_now(paper, (pupil,))
        for station in STATIONS:
            self.world.tap(station, UIDS[pupil])

    @rule()
    def drill(self) -> None:
        """A fire drill in the whole school begins, or ends."""
        self.exams.touched = True
        self.staff.drill()
        self.world.settle()

    @rule(paper=papers)
    def end_paper(self, paper: int) -> None:
        self.exams.end(paper)
        self.world.settle()

    @rule(paper=papers, pupil=pupils, step=st.sampled_from([one for one in Step if one is not Step.ARRIVED]))
    def mark_candidate(self, paper: int, pupil: str, step: Step) -> None:
        self.exams.mark(paper, pupil, step)
        self.world.settle()

    @rule(paper=papers, pupil=pupils)
    def candidate_arrives(self, paper: int, pupil: str) -> None:
        self.exams.arrive(paper, pupil)
        self.world.settle()

    @rule(paper=papers, pupil=pupils, row=st.integers(1, 3))
    def move_candidate(self, paper: int, pupil: str, row: int) -> None:
        self.exams.move(paper, pupil, Seat(row, 3))
        self.world.settle()
