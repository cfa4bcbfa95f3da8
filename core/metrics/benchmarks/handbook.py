"""Targets of the handbook that hold for every stage (catalogue sections 1.1 to 1.10 and 4.4)."""

from __future__ import annotations

from core.metrics.targets import EVERYTHING, Band, BenchmarkSet, Target

HOUR = 60.0
DAY = 24 * HOUR

HANDBOOK = BenchmarkSet(
    id="handbook",
    name="Handbook, any stage",
    source="handbook",
    targets={
        "csat_rate": Target(Band.at_least(0.90), Band.at_least(0.85), ("csat_pct", "C-02")),
        "csat_mean": Target(Band.at_least(4.0), EVERYTHING, ("csat_mean", "C-03")),
        "net_promoter_score": Target(Band.at_least(30), Band.at_least(10), ("nps",)),
        "customer_effort_score": Target(Band.at_least(5.5), EVERYTHING, ("ces", "C-01")),
        "customer_effort": Target(Band.under(2), EVERYTHING, ("ces", "C-01")),
        "survey_delay": Target(Band.at_most(DAY), EVERYTHING, ("csat_survey_delay_h", "C-88")),
        "low_score_follow_up_time": Target(Band.at_most(DAY), EVERYTHING, ("low_score_followup_h",)),
        "tickets_per_100_customers": Target(
            Band.between(5, 15), Band.at_most(25), ("tickets_per_100_customers", "C-67")
        ),
        "queue_ratio": Target(Band.under(3), EVERYTHING, ("queue_ratio", "C-53")),
        "first_response_time": Target(Band.under(HOUR), Band.at_most(4 * HOUR), ("frt_mean", "C-05")),
        "resolution_time": Target(Band.under(DAY), Band.at_most(3 * DAY), ("ttr_mean", "C-10")),
        "first_contact_resolution_rate": Target(
            Band.at_least(0.70), Band.at_least(0.50), ("fcr_pct", "C-11")
        ),
        "reopen_rate": Target(Band.under(0.05), Band.at_most(0.10), ("reopen_pct",)),
        "escalation_rate": Target(Band.between(0.10, 0.20), Band.at_most(0.30), ("escalation_pct", "C-54")),
        "backlog_age": Target(Band.under(DAY), Band.at_most(3 * DAY), ("backlog_age_days",)),
        "queue_depth": Target(Band.under(10), Band.at_most(25), ("R-RT-02", "C-53")),
        "p1_share": Target(Band.under(0.05), Band.at_most(0.10), ("priority_mix",)),
        "p2_share": Target(Band.under(0.15), EVERYTHING, ("priority_mix",)),
        "response_sla_met_rate": Target(Band.at_least(0.95), EVERYTHING, ("B-073",)),
        "resolution_sla_met_rate": Target(Band.at_least(0.90), EVERYTHING, ("B-074",)),
        "response_share_of_target": Target(Band.under(0.50), EVERYTHING, ("B-075",)),
        "resolution_share_of_target": Target(Band.under(0.75), EVERYTHING, ("B-076",)),
        "severe_breach_count": Target(Band.at_most(0), Band.at_most(0), ("B-078", "sla_severe_breaches")),
        "sla_met_rate": Target(Band.at_least(0.90), EVERYTHING, ("sla_resolution_pct", "C-48")),
        "qa_score": Target(Band.at_least(85), EVERYTHING, ("qa_avg", "C-85")),
        "high_score_share": Target(Band.under(0.80), EVERYTHING, ("qa_distribution", "D-065", "C-85")),
        "calibration_spread": Target(Band.under(5), EVERYTHING, ("calibration_variance", "C-84")),
        "critical_fail_rate": Target(Band.under(0.02), EVERYTHING, ("critical_fail_pct",)),
        "qa_improvement": Target(Band(low=0, strict_low=True), EVERYTHING, ("qa_improvement",)),
        "qa_csat_correlation": Target(Band.at_least(0.5), EVERYTHING, ("qa_csat_corr",)),
        "review_latency": Target(Band.at_most(2 * DAY), EVERYTHING, ("review_latency_h", "R-QA-05")),
        "coaching_latency": Target(Band.at_most(7 * DAY), EVERYTHING, ("coaching_latency_d", "R-QA-06")),
        "feedback_effect": Target(Band(low=0, strict_low=True), EVERYTHING, ("feedback_effect",)),
        "review_coverage": Target(Band.at_least(1), EVERYTHING, ("review_coverage_pct",)),
        "reviews_per_agent_week": Target(Band.between(3, 5), EVERYTHING, ("qa_sample_rate", "B-117", "C-81")),
        "reviewed_ticket_share": Target(Band.between(0.05, 0.10), EVERYTHING, ("qa_sample_rate", "B-118")),
        "time_to_proficiency": Target(Band.under(30 * DAY), EVERYTHING, ("time_to_proficiency_d", "C-78")),
        "certification_pass_rate": Target(Band.at_least(0.85), EVERYTHING, ("cert_first_pass_pct",)),
        "training_completion_rate": Target(Band.at_least(1), EVERYTHING, ("training_completion_pct",)),
        "post_training_qa": Target(Band.at_least(80), EVERYTHING, ("post_training_qa",)),
        "knowledge_retention": Target(Band.at_least(85), EVERYTHING, ("knowledge_retention_pct",)),
        "training_satisfaction": Target(Band.at_least(4.5), EVERYTHING, ("training_satisfaction",)),
        "deflection_rate": Target(Band.at_least(0.30), Band.at_least(0.20), ("deflection_pct", "C-13")),
        "article_helpfulness": Target(Band.at_least(0.80), Band.at_least(0.60), ("article_helpfulness_pct",)),
        "search_success_rate": Target(Band.at_least(0.60), Band.at_least(0.40), ("search_success_pct",)),
        "zero_result_rate": Target(Band.under(0.10), Band.at_most(0.20), ("zero_results_pct",)),
        "article_coverage": Target(Band.at_least(0.80), Band.at_least(0.50), ("article_coverage_pct",)),
        "content_freshness": Target(
            Band.at_least(0.90), Band.at_least(0.70), ("content_freshness_pct", "C-89")
        ),
        "documents_current": Target(Band.at_least(1), EVERYTHING, ("docs_updated_quarter", "C-89")),
        "time_to_answer": Target(Band.under(2), Band.at_most(5), ("time_to_answer_min",)),
        "feedback_rate": Target(Band.between(0.05, 0.10), EVERYTHING, ("feedback_submitted_pct",)),
        "feedback_response_rate": Target(Band.at_least(0.80), EVERYTHING, ("feedback_response_pct",)),
        "feedback_acknowledgement_time": Target(Band.under(5 * DAY), EVERYTHING, ("feedback_ack_days",)),
        "page_response_time": Target(Band.at_most(5), EVERYTHING, ("page_response_min", "R-OC-06", "C-59")),
        "page_acknowledgement_time": Target(Band.at_most(15), EVERYTHING, ("page_ack_min", "R-OC-07")),
        "post_incident_review_rate": Target(Band.at_least(1), EVERYTHING, ("pir_done_pct",)),
        "agents_gap": Target(
            Band(low=-2, strict_low=True), Band(low=-4, strict_low=True), ("available_agents_gap", "R-RT-04")
        ),
        "utilisation": Target(
            Band.between(0.70, 0.80), Band.between(0.60, 0.90), ("utilisation_pct", "C-18", "C-19")
        ),
        "shrinkage": Target(Band.between(0.20, 0.30), EVERYTHING, ("shrinkage_pct", "C-21")),
        "tier_one_share": Target(Band.between(0.60, 0.80), EVERYTHING, ("tier_share_pct", "B-080")),
        "tier_two_share": Target(Band.between(0.15, 0.25), EVERYTHING, ("tier_share_pct", "B-081")),
        "tier_three_share": Target(Band.under(0.05), EVERYTHING, ("tier_share_pct", "B-082")),
        "tier_one_csat_rate": Target(
            Band.at_least(0.90), Band.at_least(0.85), ("tier_csat", "B-087", "C-02")
        ),
        "agent_turnover": Target(Band.under(0.30), Band.at_most(0.40), ("turnover_pct", "B-028")),
        "backup_coverage": Target(Band.at_least(1), EVERYTHING, ("backup_coverage_pct",)),
        "founder_support_hours": Target(
            Band.at_most(10), Band.at_most(10), ("founder_support_hours", "R-TR-01", "C-101")
        ),
        "coverage_gap_hours": Target(Band.at_most(0), EVERYTHING, ("coverage_gap_hours", "R-WP-06")),
        "cost_per_ticket": Target(Band.at_most(25), EVERYTHING, ("cost_per_ticket", "B-034", "C-16")),
        "executives_per_100": Target(Band.at_least(1), EVERYTHING, ("executives_per_100", "B-023")),
        "hiring_backlog": Target(Band.at_most(0), Band.at_most(0), ("hiring_backlog",)),
        "self_service_savings": Target(
            Band(low=0, strict_low=True), EVERYTHING, ("self_service_savings", "C-17")
        ),
    },
)
