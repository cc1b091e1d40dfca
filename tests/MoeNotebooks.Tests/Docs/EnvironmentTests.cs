using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MoeNotebooks.Tests.Docs;

/// <summary>
/// The files for other environments, as far as they can be tried without a network: scripts are run, names in
/// containers' files exist.
/// </summary>
public sealed partial class EnvironmentTests
{
    [Fact]
    public async Task The_kernel_s_script_registers_the_pinned_kernel_and_may_be_run_again()
    {
        Assert.SkipUnless(File.Exists("/bin/sh"), "needs a POSIX shell");
        using var folder = new TemporaryFolder();
        for (var run = 0; run < 2; run++)
        {
            var (exit, said) = await ShellAsync(
                "environment/install-jupyter-kernel.sh",
                ("JUPYTER_DATA_DIR", folder["data dir"])
            );
            exit.ShouldBe(0, said);
        }

        var spec = JsonNode.Parse(File.ReadAllText(folder["data dir/kernels/.net-csharp/kernel.json"]))!;
        spec["argv"]!.AsArray().Select(word => word!.GetValue<string>()).ShouldContain("--http-local-only");
        Directory.GetFileSystemEntries(folder["data dir/kernels"]).Length.ShouldBe(1); // nothing unfinished stays
    }

    [Fact]
    public async Task Bash_completes_commands_options_and_values()
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "needs bash");
        using var folder = new TemporaryFolder();
        ChildRun.WriteMoe(folder);
        foreach (
            var (line, expected) in new[]
            {
                ("moe repr", "reproduce"),
                ("moe eval m --tas", "--tasks"),
                ("moe prune m --criterion soft", "soft-count"),
            }
        )
        {
            var script =
                $". environment/completion/moe.bash; COMP_LINE='{line}'; COMP_POINT={line.Length}; _moe_complete; printf '%s\\n' \"${{COMPREPLY[@]}}\"";
            var (exit, said) = await ShellAsync(
                script,
                ("PATH", folder.Path + ":" + Environment.GetEnvironmentVariable("PATH"))
            );
            exit.ShouldBe(0, said);
            said.Split('\n').ShouldContain(expected, line);
        }
    }

    [Theory]
    [InlineData("environment/Dockerfile")]
    [InlineData(".binder/Dockerfile")]
    public void What_a_container_s_file_copies_and_starts_exists(string path)
    {
        var text = File.ReadAllText(Path.Combine(Shared.Repository, path));
        foreach (
            var pattern in Copied()
                .Matches(text)
                .SelectMany(copy => copy.Groups[1].Value.Split(' '))
                .Where(name => name != ".")
        )
        {
            var (folder, name) = (Path.GetDirectoryName(pattern)!, Path.GetFileName(pattern));
            Directory
                .GetFiles(Path.Combine(Shared.Repository, folder), name)
                .ShouldNotBeEmpty($"{path} copies {pattern}");
        }

        foreach (var started in Own().Matches(text).Select(match => match.Groups[1].Value))
        {
            (
                File.Exists(Path.Combine(Shared.Repository, started))
                || Directory.Exists(Path.Combine(Shared.Repository, started))
            ).ShouldBeTrue($"{path} names {started}");
        }
    }

    [Fact]
    public void The_development_container_calls_scripts_that_exist()
    {
        var json = JsonNode.Parse(
            File.ReadAllText(Path.Combine(Shared.Repository, ".devcontainer", "devcontainer.json"))
        )!;
        var command = json["postCreateCommand"]!.GetValue<string>();
        foreach (
            var script in command.Split(' ').Where(word => word.StartsWith("environment/", StringComparison.Ordinal))
        )
        {
            File.Exists(Path.Combine(Shared.Repository, script)).ShouldBeTrue(script);
        }
    }

    [Fact]
    public void What_is_installed_elsewhere_names_the_version_that_is_built_here()
    {
        var version = VersionOfBuild()
            .Match(File.ReadAllText(Path.Combine(Shared.Repository, "Directory.Build.props")))
            .Groups[1]
            .Value;
        File.ReadAllText(Path.Combine(Shared.Repository, "docs", "package.md"))
            .ShouldContain($"#:package MoeNotebooks@{version}");
    }

    private static async Task<(int Exit, string Said)> ShellAsync(string script, (string Name, string Value) variable)
    {
        var shell = script.Contains("COMP_LINE", StringComparison.Ordinal) ? "/bin/bash" : "/bin/sh";
        var (exit, output, error) = await ChildRun.RunAsync(
            new ProcessStartInfo(shell, ["-c", script])
            {
                WorkingDirectory = Shared.Repository,
                Environment = { [variable.Name] = variable.Value },
            },
            TimeSpan.FromSeconds(120)
        );
        return (exit, output + error);
    }

    [GeneratedRegex(@"^COPY --chown=\S+ (.+) \S+$", RegexOptions.Multiline)]
    private static partial Regex Copied();

    [GeneratedRegex(@"(?:/kit|\$\{HOME\})/(environment/[a-z./-]*[a-z])")]
    private static partial Regex Own();

    [GeneratedRegex("<Version>([^<]+)</Version>")]
    private static partial Regex VersionOfBuild();
}
