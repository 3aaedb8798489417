#include "dispatch/deadlines.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace weft::dispatch {
namespace {

using namespace std::chrono_literals;

class Deadlines : public ::testing::Test {
 protected:
  job_slot queue(time_point deadline) {
    const job_slot slot = jobs.add({.group = {}, .queued_at = {}, .deadline = deadline});
    jobs[slot].state = job_state::queued;
    kept.add(jobs[slot]);
    return slot;
  }

  void leave(job_slot slot) {
    jobs[slot].state = job_state::running;
    kept.left(jobs[slot].deadline);
  }

  static time_point at(int milliseconds) {
    return time_point(std::chrono::milliseconds(milliseconds));
  }

  job_table jobs;
  deadlines kept{jobs};
};

TEST_F(Deadlines, GiveTheEarliestFirstAndNoneBeforeItsTime) {
  for (const int each : {30, 10, 50, 20, 40}) queue(at(each));
  std::vector<time_point> due;
  for (const int now : {9, 10, 35}) {
    while (const auto id = kept.due(at(now))) {
      due.push_back(jobs[slot_of(*id)].deadline);
      leave(slot_of(*id));
    }
  }
  EXPECT_EQ(due, (std::vector{at(10), at(20), at(30)}));
  EXPECT_EQ(kept.earliest(), at(40));
}

TEST_F(Deadlines, ForgetAJobThatHasLeftTheQueue) {
  const job_slot first = queue(at(10));
  const job_slot second = queue(at(20));
  queue(at(30));
  leave(second);
  leave(first);
  EXPECT_EQ(kept.earliest(), at(30));
  EXPECT_EQ(kept.due(at(29)), std::nullopt);
}

TEST_F(Deadlines, DoNotMistakeALaterJobInTheSameSlot) {
  queue(at(5));
  const job_slot ended = queue(at(10));
  leave(ended);
  jobs.erase(ended);
  EXPECT_EQ(queue(at(99)), ended);
  leave(0);
  EXPECT_EQ(kept.earliest(), at(99));
}

TEST_F(Deadlines, KeepNothingForAJobThatHasNone) {
  leave(queue(time_point::max()));
  queue(time_point::max());
  EXPECT_EQ(kept.earliest(), time_point::max());
  EXPECT_EQ(kept.due(time_point::max()), std::nullopt);
}

TEST_F(Deadlines, SurviveTheSweepingOutOfManyThatLeft) {
  std::vector<job_slot> late;
  queue(at(1));
  for (int i = 0; i < 1000; ++i) late.push_back(queue(at(1000 + i)));
  for (int i = 0; i < 1000; ++i) {
    if (i % 100 != 0) leave(late[static_cast<std::size_t>(i)]);
  }
  leave(0);
  for (int i = 0; i < 1000; i += 100) {
    EXPECT_EQ(kept.earliest(), at(1000 + i));
    leave(slot_of(*kept.due(at(5000))));
  }
  EXPECT_EQ(kept.earliest(), time_point::max());
}

}  // namespace
}  // namespace weft::dispatch
