using System.CommandLine;
using MoeNotebooks.Errors;
using MoeNotebooks.Hub;
using MoeNotebooks.Tokenization;

namespace MoeNotebooks.Cli.Commands;

/// <summary><c>moe tokenize</c>: token ids of texts, for comparing engines.</summary>
internal static class TokenizeCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("MODEL") { Description = "A folder that holds tokenizer.json, or ORG/NAME." };
        var input = new Option<string>("--in") { Description = "JSON file: {\"texts\": [...]}.", Required = true };
        var output = new OutputArguments(
            new Option<string>("--out")
            {
                Description = "JSON file to write: {\"ids\": [[...]], \"ids_special\": [[...]], ...}.",
                Required = true,
            }
        );
        var bos = new Option<BosMode>("--bos")
        {
            Description = "Whether a BOS token is prefixed to ids_special: auto, never or always.",
        }.Named();
        var command = new Command("tokenize", "Write the token ids of texts, without and with special tokens.")
        {
            model,
            input,
            bos,
        };
        output.AddTo(command);
        command.SetAction(parsed =>
            Run(parsed.GetRequiredValue(model), parsed.GetRequiredValue(input), parsed.GetValue(bos), folder =>
                output.Checked(parsed, parsed.GetRequiredValue(input), folder)
            )
        );
        return command;
    }

    private static int Run(string model, string input, BosMode bos, Func<string, string> check)
    {
        var folder = ModelLocator.Resolve(model);
        var output = check(folder);
        var tokenizer = TokenizerJson.Load(folder, bos);
        var texts = TokenizedTexts.ReadTexts(input);
        var result = TokenizedTexts.Encode(tokenizer, texts);
        result.Write(output);
        Console.WriteLine(
            $"{Plural.Of(texts.Count, "text")}, {Plural.Of(result.Ids.Sum(ids => ids.Count), "token")} written to {output}"
        );
        Console.WriteLine($"BOS: {tokenizer.BosRule}");
        if (result.TextsWithSpecialTokens.Count > 0)
        {
            Console.WriteLine(
                $"special tokens are written out in {Plural.Of(result.TextsWithSpecialTokens.Count, "text")} (texts_with_special_tokens)"
            );
        }

        return 0;
    }
}
