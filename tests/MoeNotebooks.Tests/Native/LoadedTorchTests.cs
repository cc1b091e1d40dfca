using System.Text.RegularExpressions;
using MoeNotebooks.Cli.Commands;
using MoeNotebooks.Native;
using MoeNotebooks.Tests.Cli;
using TorchSharp;

namespace MoeNotebooks.Tests.Native;

[Collection("console")]
public sealed partial class LoadedTorchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_library_in_this_process_tells_its_version_and_place()
    {
        torch.ones(1).Dispose();
        var loaded = LoadedTorch.Find().ShouldNotBeNull();
        File.Exists(loaded.Path).ShouldBeTrue();
        (loaded.Version, loaded.Source).ShouldBe((Packaged(), "the library"));
    }

    [Fact]
    public async Task The_doctor_says_it()
    {
        var (exit, text, _) = await CommandRun.RunAsync(DoctorCommand.Create());
        exit.ShouldBe(0);
        text.ShouldContain($"libtorch  {Packaged()} (says the library) from ");
        text.ShouldContain(LoadedTorch.Find()!.Path);
    }

    [Theory]
    [InlineData(0x020A_0000_0000_0000UL, "2.10.0")]
    [InlineData(0x020B_0100_0000_0000UL, "2.11.1")]
    public void A_number_is_three_bytes(ulong number, string version) =>
        LoadedTorch.FromNumber(number).ShouldBe(version);

    [Fact]
    public void A_library_that_is_silent_is_told_by_the_files_of_its_distribution()
    {
        var library = _folder.Write("lib/libtorch_cpu.so", "");
        LoadedTorch.Of(library, null).Version.ShouldBeNull();
        var wheel = _folder.Write("version.py", "__all__ = ['__version__']\n__version__ = '2.8.0+cu128'\n");
        LoadedTorch.Of(library, null).ShouldBe(new(library, "2.8.0+cu128", wheel));
        var zip = _folder.Write("build-version", "2.7.1+cpu\n");
        LoadedTorch.Of(library, null).ShouldBe(new(library, "2.7.1+cpu", zip));
    }

    /// <summary>The version of the package that the build names.</summary>
    private static string Packaged() =>
        Version().Match(File.ReadAllText(Path.Combine(Shared.Repository, "Directory.Packages.props"))).Groups[1].Value;

    [GeneratedRegex("""Include="libtorch-cpu-linux-x64" Version="([^"]+)""")]
    private static partial Regex Version();
}
