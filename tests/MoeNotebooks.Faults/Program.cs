using MoeNotebooks.Faults;

// Usage: journal FILE RUNS ITEMS BATCH [COMMITS]: fills a journal with made-up answers, BATCH a commit, says "writing" after the first,
// and waits to be killed after COMMITS. host: says what loading the library and then starting a session leave in the process.
if (args is ["host"])
{
    HostSettings.Tell();
    return 0;
}

return args is ["journal", var file, var runs, var items, var batch, .. var more] && more.Length <= 1
    ? JournalWriter.Fill(file, int.Parse(runs), int.Parse(items), int.Parse(batch), more is [var commits] ? int.Parse(commits) : int.MaxValue)
    : 2;
