using System.Runtime.InteropServices;
using MoeNotebooks.Cli.Commands;
using MoeNotebooks.Cli.Doctor;
using MoeNotebooks.Hub;
using MoeNotebooks.Native;

namespace MoeNotebooks.Tests.Cli;

/// <summary>
/// What the doctor says of machines that lack something: what is found, how grave it is, and what to do.
/// </summary>
public sealed class DoctorFindingsTests
{
    private static readonly TorchReport Report = new(
        new LoadedTorch("/x/libtorch_cpu.so", "2.10.0", "the library"),
        null,
        2,
        Cuda: false,
        Works: true
    );

    [Theory]
    [InlineData("8.0.100 [/usr]\n10.0.401 [/usr]\n", FindingState.Fine, "SDK 10.0.401")]
    [InlineData("8.0.100 [/usr]\n", FindingState.Note, "SDK 8.0.100")]
    [InlineData(null, FindingState.Note, "no SDK")]
    public void Sdk(string? listed, object state, string text)
    {
        var finding = MachineFindings.Sdk(listed);
        finding.State.ShouldBe((FindingState)state);
        finding.Text.ShouldEndWith(text);
    }

    [Fact]
    public void Processor()
    {
        MachineFindings
            .Processor(2, Architecture.X64, ["AVX2", "AVX-512"])
            .ShouldBe(new Finding("cores", FindingState.Fine, "2; AVX2, AVX-512"));
        MachineFindings.Processor(2, Architecture.X64, []).State.ShouldBe(FindingState.Note);
        MachineFindings.Processor(2, Architecture.Arm64, ["NEON"]).State.ShouldBe(FindingState.Fine);
    }

    [Fact]
    public void Memory_and_disk()
    {
        MachineFindings
            .Memory(24_000_000_000, 12_000_000_000)
            .ShouldBe(new Finding("memory", FindingState.Fine, "24.0 GB, 12.0 GB free"));
        MachineFindings.Memory(24_000_000_000, 2_000_000_000).Fix!.ShouldContain("--quick");
        MachineFindings.Disk("/here", 50_000_000_000).State.ShouldBe(FindingState.Fine);
        MachineFindings.Disk("/here", 1_000_000_000).Text.ShouldBe("1.0 GB free at /here");
        MachineFindings.Disk("/here", 1_000_000_000).State.ShouldBe(FindingState.Note);
    }

    [Fact]
    public void Libtorch_and_the_runtime_it_needs()
    {
        TorchFindings.Torch(Report, null).State.ShouldBe(FindingState.Fine);
        TorchFindings.Torch(Report with { Works = false }, null).State.ShouldBe(FindingState.Wrong);
        var missing = TorchFindings.Torch(null, "no such file");
        missing.State.ShouldBe(FindingState.Wrong);
        missing.Text.ShouldBe("does not load: no such file");
        TorchFindings
            .Runtime("GLIBCXX_3.4 GLIBCXX_3.4.9 GLIBCXX_3.4.30")
            .ShouldBe(new Finding("C++", FindingState.Fine, "libstdc++.so.6 up to GLIBCXX_3.4.30"));
        TorchFindings.Runtime("GLIBCXX_3.4.25").State.ShouldBe(FindingState.Wrong);
        TorchFindings.Runtime(null).Fix!.ShouldContain("apt install");
    }

    [Fact]
    public void Gpu()
    {
        const string Listed = "GPU 0: NVIDIA H100 80GB HBM3 (UUID: GPU-1234)\n";
        TorchFindings.Gpu(Listed, seen: true).Text.ShouldBe("GPU 0: NVIDIA H100 80GB HBM3; libtorch sees it");
        TorchFindings.Gpu(Listed, seen: false).Fix!.ShouldContain("-p:Device=cuda");
        TorchFindings.Gpu(null, seen: false).State.ShouldBe(FindingState.Fine);
    }

    [Fact]
    public void The_notebook_kernel()
    {
        using var folder = new TemporaryFolder();
        KernelFindings.Jupyter([folder["a"], folder["b"]], folder["tool"]).State.ShouldBe(FindingState.Note);
        folder.Write("b/kernels/.net-csharp/kernel.json", "{}");
        KernelFindings
            .Jupyter([folder["a"], folder["b"]], folder["tool"])
            .Text.ShouldEndWith("but its program is not restored");
        Directory.CreateDirectory(folder["tool"]);
        KernelFindings.Jupyter([folder["a"], folder["b"]], folder["tool"]).State.ShouldBe(FindingState.Fine);
    }

    [Theory]
    [InlineData("""{"eventType":"CommandSucceeded","command":{"token":"1"}}""", FindingState.Fine)]
    [InlineData(
        """{"eventType":"CommandFailed","event":{"message":"CS0006: no file\nmore"},"command":{"token":"1"}}""",
        FindingState.Wrong
    )]
    public void The_cell_s_end_is_told_from_the_kernel_s_events(string line, object state) =>
        StockKernel.Ended(line)!.State.ShouldBe((FindingState)state);

    [Theory]
    [InlineData("""{"eventType":"CommandSucceeded","command":{"token":"1.1"}}""")]
    [InlineData("""{"eventType":"DiagnosticsProduced","command":{"token":"1"}}""")]
    [InlineData("""{"eventType":"KernelReady"}""")]
    [InlineData("Welcome")]
    public void Other_lines_of_the_kernel_say_nothing_of_the_cell(string line) =>
        StockKernel.Ended(line).ShouldBeNull();

    [Fact]
    public async Task A_hub_that_does_not_answer_is_a_note_and_one_that_must_not_be_asked_is_not()
    {
        var options = new HubOptions { Cache = HubCache.FromEnvironment(), Endpoint = new Uri("http://127.0.0.1:9/") };
        var silent = await HubFindings.TryAsync(options, TestContext.Current.CancellationToken);
        silent.State.ShouldBe(FindingState.Note);
        silent.Text.ShouldBe("http://127.0.0.1:9/ does not answer");
        (
            await HubFindings.TryAsync(options with { Offline = true }, TestContext.Current.CancellationToken)
        ).State.ShouldBe(FindingState.Fine);
    }

    [Fact]
    public void Libtorch_is_looked_for_where_NuGet_keeps_the_version_that_is_built_with()
    {
        var versions = File.ReadAllText(Path.Combine(Shared.Repository, "Directory.Packages.props"));
        string[] folders = [.. NuGetFolders.All("/packages").Select(folder => folder.Replace('\\', '/'))];
        foreach (var (folder, package) in folders.Zip(["libtorch-cpu-linux-x64", "TorchSharp"]))
        {
            versions.ShouldContain($"Include=\"{package}\" Version=\"{folder.Split('/')[3]}\"");
        }
    }
}
