using MoeNotebooks.Faults;

// Usage: journal FILE RUNS ITEMS BATCH: fills a journal with made-up answers, BATCH a commit, and says how many it computed.
return args is ["journal", var file, var runs, var items, var batch]
    ? JournalWriter.Fill(file, int.Parse(runs), int.Parse(items), int.Parse(batch))
    : 2;
