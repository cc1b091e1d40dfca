using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using MoeNotebooks.Cli.Commands;

namespace MoeNotebooks.Tests.Cli;

/// <summary><c>moe serve</c> as its user sees it.</summary>
[Collection("console")]
public sealed partial class ServeCommandTests
{
    private static readonly string Model = Path.Combine(Shared.Repository, "data", "models", "mini-softmax");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_says_where_it_serves_and_a_polite_kill_lets_an_answer_end_and_ends_it()
    {
        using var serve = Process.Start(
            new ProcessStartInfo(
                "dotnet",
                [
                    Path.Combine(AppContext.BaseDirectory, "moe.dll"),
                    "serve",
                    Model,
                    "--port",
                    "0",
                    "--served-model-name",
                    "mini",
                    "--experts",
                    "2",
                ]
            )
            {
                RedirectStandardError = true,
            }
        )!;
        var said = string.Empty;
        while (!Address().IsMatch(said) && await serve.StandardError.ReadLineAsync(Stop) is { } line)
        {
            said += line + "\n";
        }

        said.ShouldContain("serving 'mini' at http://127.0.0.1:");
        said.ShouldContain("chats refused");
        using var client = new HttpClient { BaseAddress = new Uri(Address().Match(said).Value + "/") };
        var answer = client.PostAsJsonAsync(
            "completions",
            JsonSerializer.SerializeToNode(
                new
                {
                    model = "mini",
                    prompt = new[] { 5, 6 },
                    max_tokens = 60,
                    ignore_eos = true,
                }
            ),
            Stop
        );
        var metrics = new Uri(client.BaseAddress, "/metrics");
        while (!RunningOne().IsMatch(await client.GetStringAsync(metrics, Stop)) && !answer.IsCompleted)
        {
            // until it has begun
        }

        using (var kill = Process.Start("kill", ["-TERM", $"{serve.Id}"]))
        {
            await kill.WaitForExitAsync(Stop);
        }

        using var whole = await answer;
        (await whole.Content.ReadFromJsonAsync<JsonElement>(Stop))
            .GetProperty("usage")
            .GetProperty("completion_tokens")
            .GetInt32()
            .ShouldBe(60);
        await serve.WaitForExitAsync(Stop);
        serve.ExitCode.ShouldBe(0, said);
    }

    [Theory]
    [InlineData(2, "--host: is 'nowhere'; it is an address of this machine", "--host", "nowhere")]
    [InlineData(2, "--port 70000: must be from 0 to 65535", "--port", "70000")]
    [InlineData(2, "chat form: is 'jinja'; it is chatml, tulu", "--chat-form", "jinja")]
    [InlineData(4, "none.json: there is no such file", "--mask", "none.json")]
    public async Task What_cannot_be_done_is_said_in_one_line(int code, string message, params string[] args)
    {
        var (exit, text, error) = await CommandRun.RunAsync(ServeCommand.Create(), [Model, .. args]);
        exit.ShouldBe(code, error);
        error.ShouldContain(message);
        error.TrimEnd().ShouldNotContain('\n');
        text.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var (exit, _, error) = await CommandRun.RunAsync(ServeCommand.Create(), Model, "--port", $"{port}");
        exit.ShouldBe(4, error);
        error.ShouldContain($"127.0.0.1:{port}: cannot be listened at");
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+/v1")]
    private static partial Regex Address();

    [GeneratedRegex(@"moe_num_requests_running(\{[^}]*\})? 1")]
    private static partial Regex RunningOne();
}
