namespace MoeNotebooks.Evaluation.Sweeps;

/// <summary>Items of one task that are scored and saved together.</summary>
/// <param name="Task">The task, by its place.</param>
/// <param name="Items">The items, by their places.</param>
internal sealed record SweepUnit(int Task, IReadOnlyList<int> Items)
{
    /// <summary>Cuts tasks into units: items of like length together, each unit about so many tokens.</summary>
    public static IReadOnlyList<SweepUnit> Cut(IReadOnlyList<EncodedTask> tasks, int tokensInUnit)
    {
        var units = new List<SweepUnit>();
        for (var t = 0; t < tasks.Count; t++)
        {
            int[] lengths = [.. tasks[t].Requests.Select(Tokens)];
            var unit = new List<int>();
            var tokens = 0;
            foreach (var item in Enumerable.Range(0, lengths.Length).OrderByDescending(item => lengths[item])) // stable
            {
                if (unit.Count > 0 && tokens + lengths[item] > tokensInUnit)
                {
                    units.Add(new(t, unit));
                    (unit, tokens) = ([], 0);
                }

                unit.Add(item);
                tokens += lengths[item];
            }

            if (unit.Count > 0)
            {
                units.Add(new(t, unit));
            }
        }

        return units;
    }

    /// <summary>About what a question costs: its first context, and every continuation.</summary>
    private static int Tokens(LikelihoodRequest[] choices) =>
        choices[0].Context.Length + choices.Sum(choice => choice.Continuation.Length);
}
