using System.CommandLine;
using System.Globalization;
using MoeNotebooks.Errors;
using MoeNotebooks.Hub;
using MoeNotebooks.Inference;
using MoeNotebooks.Models;
using MoeNotebooks.Tokenization;

namespace MoeNotebooks.Cli.Commands;

/// <summary><c>moe generate</c>: continues a text, as it comes; what is not text goes to standard error.</summary>
internal static class GenerateCommand
{
    private const int UsualTokens = 128;

    public static Command Create()
    {
        var (model, routing) = (new ModelArguments(), new PolicyArguments(constants: true));
        var prompt = new Argument<string>("PROMPT") { Description = "The text to continue." };
        var tokens = new Option<int>("--max-new-tokens")
        {
            Description = $"New tokens, at most; default: {UsualTokens}, or what the model's context leaves.",
        };
        var temperature = new Option<double>("--temperature")
        {
            Description = "0 takes the likeliest token; higher is more varied.",
        };
        var seed = new Option<int>("--seed") { Description = "Where chance begins; of no effect at temperature 0." };
        var bos = new Option<BosMode>("--bos")
        {
            Description = "Whether a BOS token is prefixed: auto, never or always.",
        }.Named();
        var command = new Command(
            "generate",
            """
            Continue a text. Example: moe generate data/models/mini-softmax "Where does" --experts 2 --max-new-tokens 20
            """
        )
        {
            tokens.Within(1, int.MaxValue),
            temperature.Within(0, 1000),
            seed,
            bos,
        };
        model.AddTo(command);
        command.Arguments.Add(prompt);
        routing.AddTo(command);
        command.SetAction(
            (parsed, stop) =>
            {
                var (policy, mask) = (routing.Policy(parsed), routing.Mask(parsed));
                var tokenizer = TokenizerJson.Load(ModelLocator.Resolve(model.Name(parsed)), parsed.GetValue(bos));
                int[] ids = [.. tokenizer.Encode(parsed.GetRequiredValue(prompt), addSpecialTokens: true)];
                using var opened = model.Open(parsed, routing.Constants(parsed));
                if (policy.Notice(opened.MoeLayers.Count) is { } notice)
                {
                    Runner.Say(notice);
                }

                var options = new GenerationOptions
                {
                    MaxNewTokens = parsed.GetValue(tokens) is > 0 and var most
                        ? most
                        : Math.Clamp(opened.Config.MaxPositions - ids.Length + 1, 1, UsualTokens),
                    Temperature = parsed.GetValue(temperature),
                    Seed = parsed.GetValue(seed),
                    StopIds = [.. opened.Config.EosIds, .. tokenizer.EosId is { } end ? new[] { end } : []],
                };
                Say(opened, tokenizer, ids, options, new Routing(policy, mask), stop);
                return Task.FromResult(0);
            }
        );
        return command;
    }

    private static void Say(
        MoeModel model,
        ITokenizer tokenizer,
        int[] prompt,
        GenerationOptions options,
        Routing routing,
        CancellationToken stop
    )
    {
        var (clock, text) = (new TokenClock(TimeProvider.System), tokenizer.Stream(skipSpecialTokens: true));
        Generator.Generate(
            model,
            [prompt],
            options,
            routing.Policy,
            routing.Mask,
            (_, id) =>
            {
                clock.Tick();
                Console.Out.Write(Shown(text.Append(id)));
                Console.Out.Flush();
            },
            stop
        );
        Console.WriteLine(Shown(text.Finish()));
        var rate = clock.Rate is { } perSecond
            ? string.Create(CultureInfo.InvariantCulture, $", then {perSecond:0.0} tokens/s")
            : string.Empty;
        Runner.Say(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Plural.Of(prompt.Length, "token")} of prompt, the first new one after {clock.First.TotalSeconds:0.00} s{rate} ({Plural.Of(clock.Tokens, "token")}; experts per token: {routing.Policy.Describe(model.MoeLayers.Count, model.Config.Moe.Router.TrainedTopK)})"
            )
        );
    }

    /// <summary>To a file as it is; at a terminal nothing that a model writes is a command to it.</summary>
    private static string Shown(string text) => Console.IsOutputRedirected ? text : ErrorText.Visible(text);

    private sealed record Routing(MoeNotebooks.Routing.RoutingPolicy Policy, MoeNotebooks.Routing.ExpertMask? Mask);
}
