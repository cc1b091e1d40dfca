using System.Globalization;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Routing;

/// <summary>
/// The paper's four-tuple (b,h,e,p): the first MoE layer gets b experts, the p-th h, the last e, the others by linear
/// interpolation and rounding.
/// </summary>
/// <remarks>
/// Where p is 1 the first layer keeps b, where it is the last layer that keeps e, and the interpolation still aims at
/// h: so the paper's sentence reads, and in its table 10 b does matter at p = 1 (+0.4 points from b = 2 to 6, mean of
/// nine pairs). A p beyond the last MoE layer (61 of DeepSeek-V3's 58) is a peak that is aimed at and not reached; then
/// e is not used.
/// </remarks>
/// <param name="B">Experts in the first MoE layer, at least 1.</param>
/// <param name="H">Experts in the p-th.</param>
/// <param name="E">Experts in the last.</param>
/// <param name="P">The MoE layer, counted from 1, that gets <paramref name="H"/>.</param>
public sealed record Allocation(int B, int H, int E, int P) : RoutingPolicy
{
    /// <summary>Experts in the first MoE layer, at least 1.</summary>
    public int B { get; init; } = AtLeastOne("b", B);

    /// <summary>Experts in the p-th MoE layer, at least 1.</summary>
    public int H { get; init; } = AtLeastOne("h", H);

    /// <summary>Experts in the last MoE layer, at least 1.</summary>
    public int E { get; init; } = AtLeastOne("e", E);

    /// <summary>The MoE layer, counted from 1, that gets <see cref="H"/>.</summary>
    public int P { get; init; } = P >= 1 ? P : throw new MoeUsageException("p", $"is {P}; layers are counted from 1");

    /// <summary>How interpolated numbers become whole ones.</summary>
    /// <value>The default value is <see cref="AllocationRounding.HalfToEven"/>.</value>
    public AllocationRounding Rounding { get; init; }

    /// <inheritdoc/>
    protected override string Name =>
        $"({B},{H},{E},{P})"
        + Rounding switch
        {
            AllocationRounding.HalfUp => ", halves rounded up",
            AllocationRounding.Down => ", rounded down",
            AllocationRounding.Up => ", rounded up",
            _ => string.Empty,
        };

    /// <summary>Reads <c>b,h,e,p</c>.</summary>
    /// <param name="text">Four whole numbers separated by commas.</param>
    /// <exception cref="MoeUsageException">It is not that.</exception>
    public static Allocation Parse(string text)
    {
        var numbers = new List<int>();
        foreach (var part in text.Trim('(', ')').Split(','))
        {
            numbers.Add(int.TryParse(part, NumberStyles.Integer, CultureInfo.InvariantCulture, out var n) ? n : 0);
        }

        return numbers.Count == 4 && numbers.All(n => n > 0)
            ? new Allocation(numbers[0], numbers[1], numbers[2], numbers[3])
            : throw new MoeUsageException("allocation", $"is '{text}'; it is four whole numbers from 1 on: b,h,e,p");
    }

    /// <summary>
    /// All allocations with b, h and e from the levels and p from the peaks, in the order of the paper's table 10.
    /// </summary>
    /// <param name="levels">Numbers of experts.</param>
    /// <param name="peaks">MoE layers, counted from 1.</param>
    public static IReadOnlyList<Allocation> Grid(IReadOnlyList<int> levels, IReadOnlyList<int> peaks) =>
        [.. from b in levels from h in levels from e in levels from p in peaks select new Allocation(b, h, e, p)];

    /// <inheritdoc/>
    public override int[] ActiveExperts(int moeLayers, int trained) =>
        Enumerable.Range(1, moeLayers).Select(layer => Math.Max(1, Round(At(layer, moeLayers)))).ToArray();

    /// <inheritdoc/>
    public override string? Notice(int moeLayers) =>
        P <= moeLayers
            ? null
            : $"allocation {this}: p = {P} lies beyond the last of {moeLayers} MoE layers: h = {H} is aimed at and not reached, e = {E} is not used";

    private decimal At(int layer, int last) =>
        layer switch
        {
            1 => B,
            _ when layer == last && P <= last => E,
            _ when layer <= P => B + ((decimal)(H - B) * (layer - 1) / (P - 1)),
            _ => H + ((decimal)(E - H) * (layer - P) / (last - P)),
        };

    private int Round(decimal experts) =>
        (int)(
            Rounding switch
            {
                AllocationRounding.HalfUp => Math.Floor(experts + 0.5m),
                AllocationRounding.Down => Math.Floor(experts),
                AllocationRounding.Up => Math.Ceiling(experts),
                _ => Math.Round(experts, MidpointRounding.ToEven),
            }
        );
}
