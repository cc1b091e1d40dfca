using System.Text.Json.Serialization;

namespace MoeNotebooks.Cli.Notebooks;

[JsonSerializable(typeof(CellOutput))]
internal sealed partial class CellOutputJson : JsonSerializerContext;
