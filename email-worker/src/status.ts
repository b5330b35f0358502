// The words that status pages use for how far an incident is, and how mails wrap them.

import { begins } from "./text";

const WORDS: Record<string, string> = {
  investigating: "investigating",
  identified: "identified",
  monitoring: "monitoring",
  resolved: "resolved",
  postmortem: "postmortem",
  scheduled: "scheduled",
  "in progress": "in_progress",
  verifying: "verifying",
  completed: "completed",
};
const OF_MAINTENANCES = ["scheduled", "in_progress", "verifying", "completed"];

/** What stands before the word in a line of its own. The longer ones first. */
const STARTS = [
  "new scheduled maintenance:",
  "scheduled maintenance status:",
  "scheduled maintenance",
  "maintenance status:",
  "new maintenance:",
  "maintenance",
  "new incident:",
  "incident status:",
  "incident",
  "current status:",
  "status:",
];

/** The status as pages write it in their API: "In progress" is in_progress. */
export function statusWord(text: string): string | undefined {
  const word = text.trim().toLowerCase().replaceAll("_", " ");
  return Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
}

/** Of a line that says nothing else: "Incident status: Identified", "Incident resolved", "Resolved". */
export function statusOfLine(line: string): string | undefined {
  const start = STARTS.find((words) => begins(line, words));
  return statusWord(line) ?? (start === undefined ? undefined : statusWord(line.slice(start.length)));
}

export function isOfMaintenance(status: string | undefined): boolean {
  return status !== undefined && OF_MAINTENANCES.includes(status);
}
