using System.Text.Json;
using System.Text.Json.Serialization;

namespace MoeNotebooks.Cli.Reports;

[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ReportJson : JsonSerializerContext;
