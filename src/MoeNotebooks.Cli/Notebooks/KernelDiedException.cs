namespace MoeNotebooks.Cli.Notebooks;

/// <summary>The process that runs a notebook's cells ended before the cell did.</summary>
internal sealed class KernelDiedException(int exitCode) : Exception(Describe(exitCode))
{
    private static string Describe(int exitCode)
    {
        var signal = exitCode switch
        {
            134 => " (aborted: Environment.FailFast, or a crash in native code)",
            137 => " (killed: by someone, or for want of memory)",
            139 => " (crash in native code)",
            _ => string.Empty,
        };
        return $"The notebook's process ended with exit code {exitCode}{signal}.";
    }
}
