using System.Globalization;
using MoeNotebooks.Faults;
using MoeNotebooks.Faults.Fuzzing;
using MoeNotebooks.Faults.Table;

// Usage: journal FILE RUNS ITEMS BATCH [COMMITS]: fills a journal with made-up answers, BATCH a commit, says "writing"
// after the first, and waits to be killed after COMMITS. host: says what loading the library and then starting a
// session leave in the process. neighbours MODEL f32|bf16: counts answers that are the same alone and in a batch. soak
// MODEL SECONDS: 64 streams through the server, many cut off. fuzz FORMAT|all --seconds|--cases N --seed S --out
// FOLDER: reads spoilt files until one does what none may do; findings go to the folder. fuzz FORMAT --file FILE: reads
// one, such as a finding. table FILE [TEXT]: makes faults happen (those with TEXT in their name) and writes the table
// of what came of them; same, sql, clock, lies, hub, shards: its tools.
if (args is ["host"])
{
    HostSettings.Tell();
    return 0;
}

if (args is ["neighbours", var neighbour, var dtype])
{
    return await Neighbours.CountAsync(neighbour, dtype);
}

if (args is ["soak", var served, var seconds])
{
    return await ServeSoak.RunAsync(served, double.Parse(seconds, CultureInfo.InvariantCulture));
}

if (args is ["fuzz", var format, "--seconds" or "--cases", var amount, "--seed", var seed, "--out", var folder])
{
    return FuzzProgram.Run(format, args[2][2..], amount, seed, folder);
}

switch (args)
{
    case ["fuzz", var kind, "--file", var input]:
        return FuzzProgram.Read(kind, input);
    case ["table", var table, .. var some]:
        return FaultTable.Write(table, some.FirstOrDefault());
    case ["same", var one, var other]:
        return TableTools.Same(one, other);
    case ["sql", var database, var sql]:
        return TableTools.Sql(database, sql);
    case ["clock", var store]:
        return TableTools.Clock(store);
    case ["lies", var store]:
        return TableTools.Lies(store);
    case ["hub", "broken" or "slow"]:
        return await TableHub.RunAsync(whole: args[1] == "slow");
    case ["shards", var whole, var parts, var count]:
        return Shards.Write(whole, parts, int.Parse(count, CultureInfo.InvariantCulture));
}

return args is ["journal", var file, var runs, var items, var batch, .. var more] && more.Length <= 1
    ? JournalWriter.Fill(
        file,
        int.Parse(runs),
        int.Parse(items),
        int.Parse(batch),
        more is [var commits] ? int.Parse(commits) : int.MaxValue
    )
    : 2;
