using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MoeNotebooks.Inference;
using MoeNotebooks.Models;
using MoeNotebooks.Native;
using MoeNotebooks.Server;

namespace MoeNotebooks.Faults;

/// <summary>
/// 64 streams through the server for some seconds, many cut off by the client at random: what ends must be what it is
/// alone, and nothing may be left behind.
/// </summary>
public static class ServeSoak
{
    private const int Streams = 64;
    private const int Variants = 24;
    private const double CutOff = 0.4;

    /// <summary>Prints what happened; 0 where nothing went wrong.</summary>
    public static async Task<int> RunAsync(string name, double seconds)
    {
        RowIndependence.Request();
        TorchNative.Prepare();
        using var model = MoeModel.Open(name, new ModelOptions { Notify = _ => { } });
        await using var engine = new InferenceEngine(model, new EngineOptions { MaxRunning = 48 });
        await using var server = await ModelServer.StartAsync(
            engine,
            model.Tokenizer,
            new ServerOptions { ModelName = "it", Port = 0 }
        );
        using var client = new HttpClient { BaseAddress = new Uri(server.BaseUrl + "/") };
        var alone = new string[Variants];
        for (var variant = 0; variant < Variants; variant++)
        {
            alone[variant] = await AskAsync(client, variant, int.MaxValue)
                ?? throw new InvalidOperationException("no answer");
        }

        var before = Tensors();
        var tally = new Tally();
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(
            Enumerable
                .Range(0, Streams)
                .Select(stream => StreamAsync(client, stream, alone, tally, () => clock.Elapsed.TotalSeconds < seconds))
        );
        while (engine.Status is not { Running: 0, Waiting: 0, CacheTokensUsed: 0 })
        {
            await Task.Delay(10);
        }

        var left = Tensors() - before;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Streams} streams, {clock.Elapsed.TotalSeconds:0.0} s: {tally.Whole} answers whole, {tally.Different} of them different from alone, {tally.Cut} cut off, {tally.Failed} failed, {left} tensors left"
            )
        );
        Array.ForEach([.. tally.Errors.Distinct().Take(5)], Console.Error.WriteLine);
        return tally is { Whole: > 0, Cut: > 0, Different: 0, Failed: 0 } && left == 0 ? 0 : 1;
    }

    private static async Task StreamAsync(HttpClient client, int stream, string[] alone, Tally tally, Func<bool> goOn)
    {
        var random = new Random(stream);
        while (goOn())
        {
            var (variant, most) = (
                random.Next(Variants),
                random.NextDouble() < CutOff ? random.Next(20) : int.MaxValue
            );
            try
            {
                tally.Add(await AskAsync(client, variant, most), alone[variant]);
            }
            catch (Exception error)
                when (error is HttpRequestException or IOException or JsonException or InvalidOperationException)
            {
                tally.Fail(error);
            }
        }
    }

    /// <summary>The text of an answer; <see langword="null"/> where it was cut off after so many events.</summary>
    private static async Task<string?> AskAsync(HttpClient client, int variant, int most)
    {
        var body = string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"model":"it","prompt":[{{string.Join(',', Enumerable.Range(1, 1 + (variant * 5)))}}],"max_tokens":{{10 + variant}},"temperature":{{variant % 2}},"seed":{{variant}},"stream":true,"ignore_eos":true}"""
        );
        using var message = new HttpRequestMessage(HttpMethod.Post, "completions")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        using var answer = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
        }

        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var text = new StringBuilder();
        for (var events = 0; await lines.ReadLineAsync() is { } line; )
        {
            if (line == "data: [DONE]")
            {
                return text.ToString();
            }

            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                if (events++ >= most)
                {
                    return null; // disposing of the answer closes the connection
                }

                using var json = JsonDocument.Parse(line["data: ".Length..]);
                text.Append(json.RootElement.GetProperty("choices")[0].GetProperty("text").GetString());
            }
        }

        throw new InvalidOperationException("an answer ended without its last event");
    }

    private static long Tensors()
    {
        GC.GetTotalMemory(forceFullCollection: true);
        GC.WaitForPendingFinalizers();
        return TorchSharp.torch.Tensor.TotalCount;
    }
}
