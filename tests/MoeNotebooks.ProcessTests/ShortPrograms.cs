using System.Runtime.CompilerServices;

namespace MoeNotebooks.ProcessTests;

/// <summary>Programs that end in seconds: counting for better code later costs them a tenth of their time and comes to nothing.</summary>
internal static class ShortPrograms
{
#pragma warning disable CA2255 // the test runner has no other place for this
    [ModuleInitializer]
    internal static void Run() => Environment.SetEnvironmentVariable("DOTNET_TieredPGO", "0"); // programs inherit it
#pragma warning restore CA2255
}
