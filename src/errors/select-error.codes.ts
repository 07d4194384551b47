const bad = (message: string): { readonly status: 400; readonly message: string } => ({
  status: 400,
  message,
});

/** Codes of SelectObjectContent. Source: Amazon S3 API Reference, "List of SELECT Object Content Error Codes". */
export const SELECT_ERRORS = {
  AmbiguousFieldName: bad(
    'The field name matches to multiple fields in the file. Check the SQL expression and the file, and try again.',
  ),
  CSVEscapingRecordDelimiter: bad(
    "A quoted record delimiter was found in the file. To allow quoted record delimiters, set AllowQuotedRecordDelimiter to 'TRUE'.",
  ),
  CSVParsingError: bad('An error occurred while parsing the CSV file. Check the file and try again.'),
  CSVUnescapedQuote: bad(
    "An unescaped quote was found while parsing the CSV file. To allow quoted record delimiters, set AllowQuotedRecordDelimiter to 'TRUE'.",
  ),
  CastFailed: bad(
    'An attempt to convert from one data type to another using CAST failed in the SQL expression.',
  ),
  ColumnTooLong: bad('The length of a column in the result is greater than maxCharsPerColumn of 1 MB.'),
  EvaluatorBindingDoesNotExist: bad('A column name or a path provided does not exist in the SQL expression.'),
  EvaluatorInvalidArguments: bad(
    'There is an incorrect number of arguments in the function call in the SQL expression.',
  ),
  EvaluatorInvalidTimestampFormatPattern: bad(
    'The timestamp format string in the SQL expression is not valid.',
  ),
  EvaluatorInvalidTimestampFormatPatternSymbol: bad(
    'The timestamp format pattern contains a symbol in the SQL expression that is not valid.',
  ),
  EvaluatorLikePatternInvalidEscapeSequence: bad('An argument given to the LIKE expression was not valid.'),
  EvaluatorNegativeLimit: bad('LIMIT must not be negative.'),
  EvaluatorUnterminatedTimestampFormatPatternToken: bad(
    'The timestamp format pattern contains an unterminated token in the SQL expression.',
  ),
  ExpressionTooLong: bad(
    'The SQL expression is too long. The maximum byte-length for an SQL expression is 256 KB.',
  ),
  ExternalEvalException: bad('The query cannot be evaluated. Please check the query and file and try again.'),
  IncorrectSqlFunctionArgumentType: bad(
    'An incorrect argument type was specified in a function call in the SQL expression.',
  ),
  IntegerOverflow: bad('An integer overflow or underflow occurred in the SQL expression.'),
  InvalidColumnIndex: bad('The column index in the SQL expression is not valid.'),
  InvalidCompressionFormat: bad(
    'The file is not in a supported compression format. Only GZIP and BZIP2 are supported.',
  ),
  InvalidDataSource: bad('The data source type is not valid. Only CSV, JSON, and Parquet are supported.'),
  InvalidDataType: bad('The SQL expression contains a data type that is not valid.'),
  InvalidExpressionType: bad('The ExpressionType value is not valid. Only SQL expressions are supported.'),
  InvalidFileHeaderInfo: bad(
    'The FileHeaderInfo value is not valid. Only NONE, USE, and IGNORE are supported.',
  ),
  InvalidJsonType: bad('The JsonType value is not valid. Only DOCUMENT and LINES are supported.'),
  InvalidKeyPath: bad('The key path in the SQL expression is not valid.'),
  InvalidQuoteFields: bad('The QuoteFields value is not valid. Only ALWAYS and ASNEEDED are supported.'),
  InvalidRequestParameter: bad(
    'The value of a parameter in the SelectRequest element is not valid. Check the service API documentation and try again.',
  ),
  InvalidScanRange: bad('The provided scan range is not valid.'),
  InvalidTableAlias: bad('The SQL expression contains a table alias that is not valid.'),
  InvalidTextEncoding: bad('The encoding type is not valid. Only UTF-8 encoding is supported.'),
  JSONParsingError: bad('Error parsing JSON file. Please check the file and try again.'),
  LexerInvalidChar: bad('The SQL expression contains a character that is not valid.'),
  LexerInvalidIONLiteral: bad('The SQL expression contains an operator that is not valid.'),
  LexerInvalidLiteral: bad('The SQL expression contains an operator that is not valid.'),
  LikeInvalidInputs: bad('The argument given to the LIKE clause in the SQL expression is not valid.'),
  MaxOperatorsExceeded: bad(
    'Failed to parse SQL expression, try reducing complexity. For example, reduce number of operators used.',
  ),
  MissingHeaders: bad(
    'Some headers in the query are missing from the file. Please check the file and try again.',
  ),
  MissingRequiredParameter: bad(
    'The SelectRequest entity is missing a required parameter. Check the service documentation and try again.',
  ),
  MultipleDataSourcesUnsupported: bad('Multiple data sources are not supported.'),
  ObjectSerializationConflict: bad(
    'InputSerialization specifies more than one format (CSV, JSON, or Parquet), or OutputSerialization specifies more than one format (CSV or JSON). For InputSerialization and OutputSerialization, you can specify only one format for each.',
  ),
  OverMaxColumn: bad(
    'The number of columns in the result is greater than the maximum allowable number of columns.',
  ),
  OverMaxRecordSize: bad(
    'The character number in one record is more than our max threshold, maxCharsPerRecord: 1,048,576',
  ),
  ParseAsteriskIsNotAloneInSelectList: bad(
    'Other expressions are not allowed in the SELECT list when * is used without dot notation in the SQL expression.',
  ),
  ParseCastArity: bad('The SQL expression CAST has incorrect arity.'),
  ParseEmptySelect: bad('The SQL expression contains an empty SELECT clause.'),
  ParseExpectedArgumentDelimiter: bad('The expected argument delimiter in the SQL expression was not found.'),
  ParseExpectedDatePart: bad('The expected date part in the SQL expression was not found.'),
  ParseExpectedExpression: bad('The expected SQL expression was not found.'),
  ParseExpectedIdentForAlias: bad(
    'The expected identifier for the alias in the SQL expression was not found.',
  ),
  ParseExpectedKeyword: bad('The expected keyword in the SQL expression was not found.'),
  ParseExpectedLeftParenAfterCast: bad(
    'The expected left parenthesis after CAST in the SQL expression was not found.',
  ),
  ParseExpectedLeftParenValueConstructor: bad(
    'The expected left parenthesis in the SQL expression was not found.',
  ),
  ParseExpectedNumber: bad('The expected number in the SQL expression was not found.'),
  ParseExpectedRightParenBuiltinFunctionCall: bad(
    'The expected right parenthesis character in the SQL expression was not found.',
  ),
  ParseExpectedTokenType: bad('The expected token in the SQL expression was not found.'),
  ParseExpectedTypeName: bad('The expected type name in the SQL expression was not found.'),
  ParseExpectedWhenClause: bad('The expected WHEN clause in the SQL expression was not found.'),
  ParseInvalidContextForWildcardInSelectList: bad(
    'The use of * in the SELECT list in the SQL expression is not valid.',
  ),
  ParseInvalidPathComponent: bad('The SQL expression contains a path component that is not valid.'),
  ParseMalformedJoin: bad('JOIN is not supported in the SQL expression.'),
  ParseNonUnaryAgregateFunctionCall: bad(
    'Only one argument is supported for aggregate functions in the SQL expression.',
  ),
  ParseSelectMissingFrom: bad('The SQL expression contains a missing FROM after the SELECT list.'),
  ParseUnExpectedKeyword: bad('The SQL expression contains an unexpected keyword.'),
  ParseUnexpectedOperator: bad('The SQL expression contains an unexpected operator.'),
  ParseUnexpectedTerm: bad('The SQL expression contains an unexpected term.'),
  ParseUnexpectedToken: bad('The SQL expression contains an unexpected token.'),
  ParseUnsupportedCallWithStar: bad('Only COUNT with (*) as a parameter is supported in the SQL expression.'),
  TruncatedInput: bad(
    'Object decompression failed. Check that the object is properly compressed using the format specified in the request.',
  ),
  UnsupportedFunction: bad('We encountered an unsupported SQL function.'),
  UnsupportedRangeHeader: bad('A range header is not supported for this operation.'),
  UnsupportedScanRangeInput: bad('Scan range queries are not supported on this type of object.'),
  UnsupportedSqlOperation: bad('We encountered an unsupported SQL operation.'),
  UnsupportedSqlStructure: bad('We encountered an unsupported SQL structure. Check the SQL Reference.'),
  UnsupportedStorageClass: bad(
    'We encountered a storage class that is not supported. Only STANDARD, STANDARD_IA, and ONEZONE_IA storage classes are supported.',
  ),
  ValueParseFailure: bad('A timestamp parse failure occurred in the SQL expression.'),
} as const;
