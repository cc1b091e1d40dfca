using MoeNotebooks.Errors;

namespace MoeNotebooks.Training.Model;

/// <summary>The shape of a mini model: DeepSeek-V2's or V3's, small.</summary>
public sealed record MiniModelConfig
{
    /// <summary>Tokens in the vocabulary.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>Width of the residual stream.</summary>
    public int Hidden { get; init; } = 128;

    /// <summary>Layers, the dense first one included.</summary>
    public int Layers { get; init; } = 10;

    /// <summary>Width of the first layer's dense MLP.</summary>
    public int DenseWidth { get; init; } = 64;

    /// <summary>Routed experts per layer.</summary>
    public int Experts { get; init; } = 24;

    /// <summary>Routed experts that a token uses.</summary>
    public int TopK { get; init; } = 6;

    /// <summary>Width of a routed expert.</summary>
    public int ExpertWidth { get; init; } = 16;

    /// <summary>Width of the shared expert, a multiple of a routed one's: the format counts it in those.</summary>
    public int SharedWidth { get; init; } = 16;

    /// <summary>How experts are chosen and weighed.</summary>
    public MiniRouterKind Router { get; init; }

    /// <summary>Groups of consecutive experts, in a sigmoid router.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Groups that a token may use experts of.</summary>
    public int TopGroups { get; init; } = 1;

    /// <summary>What the routed experts' weights are multiplied by.</summary>
    public float RoutedScale { get; init; } = 3;

    /// <summary>
    /// Standard deviation of the routers' first weights: a router that prefers something from the start goes on to.
    /// </summary>
    public double RouterStart { get; init; } = 0.05;

    /// <summary>Attention heads.</summary>
    public int Heads { get; init; } = 4;

    /// <summary>Width of a head's part without position.</summary>
    public int Nope { get; init; } = 16;

    /// <summary>Width of a head's rotated part.</summary>
    public int Rope { get; init; } = 16;

    /// <summary>Width of a head's value.</summary>
    public int ValueWidth { get; init; } = 32;

    /// <summary>Width of the compressed keys and values.</summary>
    public int KvRank { get; init; } = 64;

    /// <summary>Base of the rotary angles.</summary>
    public double RopeTheta { get; init; } = 10_000;

    /// <summary>Added to the mean square in every norm.</summary>
    public double Epsilon { get; init; } = 1e-6;

    /// <summary>Fails with everything that is wrong.</summary>
    /// <exception cref="MoeUsageException">No model has this shape, or its <c>config.json</c> could not say
    /// it.</exception>
    public void Validate()
    {
        var problems = Problems().ToArray();
        if (problems.Length > 0)
        {
            throw MoeUsageException.Many("mini model", problems);
        }
    }

    private IEnumerable<string> Problems()
    {
        int[] sizes =
        [
            Vocabulary,
            Hidden,
            Layers,
            DenseWidth,
            Experts,
            TopK,
            ExpertWidth,
            SharedWidth,
            Groups,
            TopGroups,
            Heads,
            Nope,
            Rope,
            ValueWidth,
            KvRank,
        ];
        if (sizes.Min() < 1)
        {
            yield return $"has a size of {sizes.Min()}; each is at least 1";
            yield break; // what follows divides by them
        }

        if (!(RouterStart > 0) || double.IsInfinity(RouterStart))
        {
            yield return $"has routers that start with a deviation of {RouterStart}, which must be above 0";
        }

        if (SharedWidth % ExpertWidth != 0)
        {
            yield return $"has a shared width of {SharedWidth}, no multiple of the experts' {ExpertWidth}: config.json counts it in experts";
        }

        if (TopK > Experts)
        {
            yield return $"uses {TopK} of {Experts} experts";
        }

        if (
            Router == MiniRouterKind.Sigmoid
            && (
                Experts % Groups != 0
                || TopGroups > Groups
                || (TopK <= Experts && TopK > TopGroups * (Experts / Groups))
            )
        )
        {
            yield return $"takes {TopK} experts from {TopGroups} of {Groups} groups of {Experts} experts";
        }

        if (Rope % 2 != 0)
        {
            yield return $"turns {Rope} numbers of a head, which are pairs";
        }
    }
}
