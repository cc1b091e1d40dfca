using System.Runtime.CompilerServices;
using MoeNotebooks.Native;

namespace MoeNotebooks.Tests;

/// <summary>Tests use TorchSharp in any order, so the process is prepared before the first.</summary>
internal static class Prepared
{
#pragma warning disable CA2255 // the test runner has no other place for this
    [ModuleInitializer]
    internal static void Run() => TorchNative.Prepare();
#pragma warning restore CA2255
}
