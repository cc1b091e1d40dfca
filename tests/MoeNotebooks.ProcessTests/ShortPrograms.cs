using System.Runtime.CompilerServices;

namespace MoeNotebooks.ProcessTests;

/// <summary>
/// Programs that end in seconds: counting for better code later costs them a tenth of their time and comes to nothing.
/// Many are killed, and would leave in the temporary folder what they open for debuggers.
/// </summary>
internal static class ShortPrograms
{
#pragma warning disable CA2255 // the test runner has no other place for this
    [ModuleInitializer]
    internal static void Run()
    {
        foreach (var setting in new[] { "DOTNET_TieredPGO", "DOTNET_EnableDiagnostics" })
        {
            Environment.SetEnvironmentVariable(setting, "0"); // programs inherit it
        }
    }
#pragma warning restore CA2255
}
