namespace MoeNotebooks.Datasets;

/// <summary>
/// One structure of Thrift's compact protocol, by field number: whole numbers, bytes, lists, structures.
/// </summary>
internal sealed class ThriftStruct
{
    private readonly Dictionary<int, object> _fields = [];

    public void Set(int field, object value) => _fields[field] = value;

    public bool Has(int field) => _fields.ContainsKey(field);

    /// <summary>A whole number; <see langword="null"/> when the field is absent or of another type.</summary>
    public long? Integer(int field) => _fields.GetValueOrDefault(field) as long?;

    public ThriftStruct? Struct(int field) => _fields.GetValueOrDefault(field) as ThriftStruct;

    /// <summary>The structures of a list; empty when the field is absent.</summary>
    public IReadOnlyList<ThriftStruct> Structs(int field) =>
        _fields.GetValueOrDefault(field) is List<object> list ? [.. list.OfType<ThriftStruct>()] : [];
}
