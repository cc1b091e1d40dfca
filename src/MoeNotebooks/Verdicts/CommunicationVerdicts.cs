using System.Globalization;
using MoeNotebooks.Performance.Communication;
using MoeNotebooks.Results;

namespace MoeNotebooks.Verdicts;

/// <summary>What section 4.2's claim comes to, router by router.</summary>
public static class CommunicationVerdicts
{
    /// <summary>
    /// Expert parallelism can cross nodes where tensor parallelism must stay inside one: it sends so much less that the
    /// slower link is no loss.
    /// </summary>
    /// <param name="cases">Routers on devices.</param>
    /// <param name="links">The links.</param>
    /// <param name="format">How tokens travel under expert parallelism.</param>
    public static Verdict Crossing(IReadOnlyList<CrossingCase> cases, NodeLinks links, TokenFormat format)
    {
        ArgumentNullException.ThrowIfNull(cases);
        ArgumentNullException.ThrowIfNull(links);
        ArgumentNullException.ThrowIfNull(format);
        var (bound, sent) = (
            cases.Count(one => one.BoundShare <= links.Ratio),
            cases.Count(one => one.Share(format) <= links.Ratio)
        );
        return new Verdict(
            "Section 4.2",
            "Expert parallelism can cross nodes where tensor parallelism stays inside one: it sends 28 % as much, over a link that is 31 % as fast.",
            Text(
                $"The link across has {100 * links.Ratio:0.0} % of the speed inside. Share of tensor parallelism's bytes, by the bounds and as really sent ({format.Name}; uniform routing): "
            )
                + string.Join(
                    "; ",
                    cases.Select(one =>
                        Text(
                            $"{one.Name}, {one.Active} experts on {one.Devices} devices, {100 * one.BoundShare:0} % and {100 * one.Share(format):0} %"
                        )
                    )
                )
                + Text($". It pays by the bounds in {bound} of {cases.Count} cases, as really sent in {sent}."),
            sent == cases.Count ? Agreement.Agrees
                : sent > 0 ? Agreement.AgreesInPart
                : Agreement.Disagrees,
            ResultKind.Predicted
        );
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
