-- One row a month and service. 處理日數 is empty while a case is open, so open cases count as received only.
SELECT
  SUBSTR(收件時間, 1, 7) AS 統計年月,
  業務項目,
  COUNT(*) AS 受理件數,
  COUNT(處理日數) AS 辦結件數,
  SUM(CASE WHEN CAST(處理日數 AS INTEGER) <= CAST(限辦日數 AS INTEGER) THEN 1 ELSE 0 END) AS 限內辦結件數,
  MAX(CAST(限辦日數 AS INTEGER)) AS 限辦日數,
  ROUND(AVG(CAST(處理日數 AS DOUBLE)), 1) AS 平均處理日數
FROM case_log
GROUP BY SUBSTR(收件時間, 1, 7), 業務項目
ORDER BY 統計年月, 業務項目
