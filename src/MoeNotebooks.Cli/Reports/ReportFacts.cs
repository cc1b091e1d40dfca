using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using MoeNotebooks.Cli.Notebooks;
using MoeNotebooks.Measurement;

namespace MoeNotebooks.Cli.Reports;

/// <summary>What a result folder says about the run itself.</summary>
/// <param name="When">When the report was written, UTC.</param>
/// <param name="Version">The kit's version and commit.</param>
/// <param name="Runtime">The .NET runtime and operating system.</param>
/// <param name="Processor">The processor's name and cores.</param>
/// <param name="Quick">Whether the notebooks' quick parameters were used.</param>
internal sealed record ReportFacts(string When, string Version, string Runtime, string Processor, bool Quick)
{
    public static ReportFacts Now(ReproduceOptions options, TimeProvider time) =>
        new(
            time.GetUtcNow().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture),
            ShortVersion(),
            $".NET {Environment.Version}, {RuntimeInformation.OSDescription}",
            $"{ProcessorInfo.Name()}, {Environment.ProcessorCount} cores",
            options.Quick
        );

    /// <summary>The version and the first letters of the commit.</summary>
    private static string ShortVersion()
    {
        var parts = (
            typeof(ReportFacts)
                .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
                ?.InformationalVersion
            ?? "unknown"
        ).Split('+');
        return parts.Length == 2 && parts[1].Length > 10 ? $"{parts[0]} ({parts[1][..10]})" : parts[0];
    }
}
