using System.Reflection;
using Xunit;
using Xunit.Runner.Common;
using Xunit.Sdk;
using Xunit.v3;

namespace MoeNotebooks.Mutants;

/// <summary>Tests run again and again in this process, by xunit's own framework.</summary>
internal sealed class TestRun(Assembly assembly)
{
    private readonly ITestFramework framework = Framework(assembly);

    public async Task<IReadOnlyList<ITestCase>> FindAsync(Func<Type, bool> wanted)
    {
        var found = new List<ITestCase>();
        await framework
            .GetDiscoverer(assembly)
            .Find(
                test =>
                {
                    found.Add(test);
                    return new(true);
                },
                TestFrameworkOptions.ForDiscovery(new TestAssemblyConfiguration { PreEnumerateTheories = false }),
                [.. assembly.GetTypes().Where(wanted)],
                default
            );
        return found;
    }

    /// <summary>Whether one of the tests failed; the rest is not run then.</summary>
    public async Task<bool> FailsAsync(IReadOnlyCollection<ITestCase> tests)
    {
        var sink = new Sink();
        var options = TestFrameworkOptions.ForExecution(new TestAssemblyConfiguration { StopOnFail = true });
        await framework.GetExecutor(assembly).RunTestCases(tests, sink, options, default);
        return sink.Failed;
    }

    private static ITestFramework Framework(Assembly assembly)
    {
        TestContext.SetForInitialization(null, false, false);
        return RegisteredEngineConfig.GetTestFramework(assembly, null);
    }

    private sealed class Sink : IMessageSink
    {
        public bool Failed { get; private set; }

        public bool OnMessage(IMessageSinkMessage message)
        {
            Failed |= message is ITestFailed or IErrorMessage or ITestCleanupFailure or ITestClassCleanupFailure;
            return !Failed;
        }
    }
}
