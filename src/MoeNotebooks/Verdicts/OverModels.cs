using MoeNotebooks.Results;

namespace MoeNotebooks.Verdicts;

/// <summary>One claim put to several models: it holds where it holds for each.</summary>
internal static class OverModels
{
    /// <summary>Judges every model and puts the verdicts together; a single model's own verdict stays as it is.</summary>
    /// <param name="what">What of figure 4, as the end of the verdict's name; empty for the whole.</param>
    /// <param name="claim">The claim.</param>
    /// <param name="models">The models, at least one.</param>
    /// <param name="judge">Judges one.</param>
    public static Verdict Of(string what, string claim, IReadOnlyList<MiniSkipping> models, Func<MiniSkipping, Verdict> judge)
    {
        ArgumentNullException.ThrowIfNull(models);
        Verdict[] verdicts = [.. models.Select(judge)];
        return verdicts is [var only] ? only : new Verdict(
            "Figure 4, mini models" + (what.Length > 0 ? ", " + what : string.Empty), claim,
            string.Join(" ", models.Zip(verdicts, (model, verdict) => $"{model.Curve.Name} {verdict.InWords}: {verdict.Text}")),
            Together([.. verdicts.Select(verdict => verdict.Agreement)]), models[0].Curve.Kind);
    }

    /// <summary>Agrees where all do, disagrees where some do and none agrees, is undecided where nothing was shown; in part otherwise.</summary>
    public static Agreement Together(IReadOnlyList<Agreement> agreements) =>
        agreements.All(one => one == Agreement.Agrees) ? Agreement.Agrees
        : agreements.Any(one => one is Agreement.Agrees or Agreement.AgreesInPart) ? Agreement.AgreesInPart
        : agreements.Any(one => one == Agreement.Disagrees) ? Agreement.Disagrees
        : Agreement.Undecided;
}
