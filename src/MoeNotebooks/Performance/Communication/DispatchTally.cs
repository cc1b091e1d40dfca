namespace MoeNotebooks.Performance.Communication;

/// <summary>Counts the devices that tokens are sent to, experts being spread evenly in their order.</summary>
/// <param name="experts">Routed experts, E.</param>
/// <param name="devices">Devices, n_d; a divisor of E.</param>
public sealed class DispatchTally(int experts, int devices)
{
    private readonly List<(long Hits, long Tokens)> _draws = [];

    /// <summary>Devices, n_d.</summary>
    public int Devices => devices;

    /// <summary>Tokens counted; a token counts once per layer.</summary>
    public long Tokens => _draws.Sum(draw => draw.Tokens);

    /// <summary>Devices per token, the mean.</summary>
    public double Mean => (double)_draws.Sum(draw => draw.Hits) / Tokens;

    /// <summary>The standard error of the mean; tokens of one draw may depend on each other, draws do not.</summary>
    public double StandardError
    {
        get
        {
            var mean = Mean;
            return Math.Sqrt(_draws.Sum(draw => Math.Pow(draw.Hits - (mean * draw.Tokens), 2))) / Tokens;
        }
    }

    /// <summary>Counts tokens that were drawn together, as those of one text are.</summary>
    /// <param name="choices">[N, k] their experts; negative in skipped slots.</param>
    /// <param name="active">Slots of a token, k.</param>
    public void Add(ReadOnlySpan<long> choices, int active)
    {
        var perDevice = experts / devices;
        var hit = new HashSet<long>();
        var hits = 0L;
        for (var token = 0; token < choices.Length; token += active)
        {
            hit.Clear();
            foreach (var expert in choices.Slice(token, active))
            {
                if (expert >= 0)
                {
                    hit.Add(expert / perDevice);
                }
            }

            hits += hit.Count;
        }

        _draws.Add((hits, choices.Length / active));
    }
}
