#include "dispatch/job_table.hpp"

#include "base/check.hpp"

namespace weft::dispatch {
namespace {

constexpr job_id no_job{0};  // uses are counted from 1

}  // namespace

job_slot job_table::add(const job_record& added) {
  WEFT_CHECK(!full(), "more jobs than the table holds");
  if (unused_.empty()) {
    unused_.push_back(static_cast<job_slot>(records_.size()));
    records_.emplace_back();
  }
  const job_slot slot = unused_.back();
  unused_.pop_back();
  job_record& record = records_[slot];
  const std::uint32_t uses = record.uses == UINT32_MAX ? 1 : record.uses + 1;
  record = added;
  record.uses = uses;
  record.id = job_id{uses * std::uint64_t{jobs_max} + slot};
  record.order = ++submissions_;
  return slot;
}

void job_table::erase(job_slot slot) {
  records_[slot].id = no_job;
  unused_.push_back(slot);
}

std::optional<job_slot> job_table::find(job_id id) const noexcept {
  const job_slot slot = slot_of(id);
  if (id == no_job || slot >= records_.size() || records_[slot].id != id) return std::nullopt;
  return slot;
}

}  // namespace weft::dispatch
