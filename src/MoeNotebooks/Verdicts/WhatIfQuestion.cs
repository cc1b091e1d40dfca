using MoeNotebooks.Errors;
using MoeNotebooks.Performance.Hardware;
using MoeNotebooks.Performance.Serving;

namespace MoeNotebooks.Verdicts;

/// <summary>What notebook 08 is asked, checked before anything is predicted.</summary>
/// <param name="Hardware">One device: a name, or a file.</param>
/// <param name="Devices">Devices that share every matrix.</param>
/// <param name="Concurrency">Requests of the first charts.</param>
/// <param name="Loads">Requests of the tables.</param>
/// <param name="DollarsPerHour">The price of one device.</param>
/// <param name="PointsAllowed">Points of the six-task mean that may be lost.</param>
public sealed record WhatIfQuestion(
    string Hardware,
    int Devices,
    int Concurrency,
    IReadOnlyList<int> Loads,
    double DollarsPerHour,
    double PointsAllowed
)
{
    private const int MostRequests = 1_000_000;
    private const double MostDollars = 1e6;

    /// <summary>Checks everything at once.</summary>
    /// <param name="model">What is served.</param>
    /// <exception cref="MoeUsageException">Says all that is wrong.</exception>
    public void Validate(ServedModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        string[] problems = [.. Problems(model)];
        if (problems.Length > 0)
        {
            throw MoeUsageException.Many("parameters", problems);
        }
    }

    private IEnumerable<string> Problems(ServedModel model)
    {
        if (!Hardware.EndsWith(".json", StringComparison.Ordinal) && !HardwareCatalog.Names.Contains(Hardware))
        {
            yield return $"hardware is '{ErrorText.Name(Hardware)}'; there are {string.Join(", ", HardwareCatalog.Names)}, or a file that ends in .json";
        }

        foreach (var problem in new Deployment(Devices).Problems(model))
        {
            yield return $"devices: {problem}";
        }

        foreach (
            var (name, load) in Loads
                .Select(load => ("loads", load))
                .Prepend(("concurrency", Concurrency))
                .Where(one => one.Item2 is < 1 or > MostRequests)
        )
        {
            yield return $"{name} holds {load}; it is 1 to {MostRequests}";
        }

        if (Loads.Count == 0)
        {
            yield return "loads is empty; give at least one";
        }

        if (!(DollarsPerHour >= 0 && DollarsPerHour <= MostDollars))
        {
            yield return FormattableString.Invariant($"dollarsPerHour is {DollarsPerHour}; it is 0 to {MostDollars}");
        }

        if (!(PointsAllowed >= 0 && PointsAllowed <= 100))
        {
            yield return FormattableString.Invariant($"pointsAllowed is {PointsAllowed}; it is 0 to 100");
        }
    }
}
