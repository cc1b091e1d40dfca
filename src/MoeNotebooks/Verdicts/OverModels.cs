using MoeNotebooks.Results;

namespace MoeNotebooks.Verdicts;

/// <summary>One claim put to several models: it holds where it holds for each.</summary>
internal static class OverModels
{
    /// <summary>
    /// Judges every model and puts the verdicts together; a single model's own verdict stays as it is.
    /// </summary>
    /// <param name="what">What of figure 4, as the end of the verdict's name; empty for the whole.</param>
    /// <param name="claim">The claim.</param>
    /// <param name="models">The models, at least one.</param>
    /// <param name="judge">Judges one.</param>
    public static Verdict Of(
        string what,
        string claim,
        IReadOnlyList<MiniSkipping> models,
        Func<MiniSkipping, Verdict> judge
    )
    {
        ArgumentNullException.ThrowIfNull(models);
        Verdict[] verdicts = [.. models.Select(judge)];
        return verdicts is [var only]
            ? only
            : new Verdict(
                "Figure 4, mini models" + (what.Length > 0 ? ", " + what : string.Empty),
                claim,
                string.Join(
                    " ",
                    models.Zip(verdicts, (model, verdict) => $"{model.Curve.Name} {verdict.InWords}: {verdict.Text}")
                ),
                Together([.. verdicts.Select(verdict => verdict.Agreement)]),
                models[0].Curve.Kind
            );
    }

    /// <summary>
    /// As <see cref="Parts.Together"/>, where a model of which the claim holds in part speaks for part of it.
    /// </summary>
    public static Agreement Together(IReadOnlyList<Agreement> agreements) =>
        agreements.Contains(Agreement.AgreesInPart)
            ? Agreement.AgreesInPart
            : Parts.Together([
                .. agreements.Select(one =>
                    one switch
                    {
                        Agreement.Agrees => true,
                        Agreement.Disagrees => false,
                        _ => (bool?)null,
                    }
                ),
            ]);
}
